"""`modelwright iam`."""

from __future__ import annotations

import re
from typing import cast

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common, environment, open_project, project_arguments
from compiler.model.access import Role
from compiler.source.diagnostic import refuse


@click.command()
@project_arguments
@environment
@click.option("--account", metavar="NUMBER", default="", help="The AWS account that the environment is in.")
@click.option(
    "--role",
    type=click.Choice(["deployer", "planner"]),
    default="deployer",
    show_default=True,
    help="Who it is for: a planner only looks.",
)
@common
@click.pass_obj
def iam(invocation: Invocation, words: tuple[str, ...], environment: str, account: str, role: str) -> None:
    """Print the least that somebody who deploys or plans an environment must be allowed, as an IAM policy.

    The policy goes to standard output; which lines of the spec ask for each statement, to standard error.

    \b
    Example:
      modelwright iam churn --env prod --account 123456789012 > deployer.json
      modelwright iam churn --env prod --account 123456789012 --role planner --json
    """
    from compiler import operations
    from compiler.reports.access import policy, policy_text, sources_text

    if not re.fullmatch(r"\d{12}", account):
        said = f"`{account}` is no account" if account else "the account is missing"
        raise refuse("U001", said, hint="give the number of the AWS account: `--account 123456789012`")
    invocation.body.update(project=None, environment=environment, role=role, policy=None, statements=[])
    session = open_project(invocation, words, environment)
    found = invocation.take(operations.access(session, cast("Role", role), account))
    if not found.grants:
        invocation.body.update(project=found.project)
        invocation.tell(f"nobody has to be allowed anything for `{environment}`: it is in no cloud")
        return
    statements = [
        {"sid": grant.sid, "locations": [location.as_json() for location in grant.locations]} for grant in found.grants
    ]
    invocation.body.update(project=found.project, policy=policy(found.grants), statements=statements)
    invocation.tell(sources_text(found.grants))
    invocation.say(policy_text(found.grants))
