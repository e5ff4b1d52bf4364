"""`modelwright iam`."""

from __future__ import annotations

import re
from typing import cast, get_args

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common, environment, open_project, project_arguments
from compiler.model.access import Role
from compiler.source.diagnostic import refuse

_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}(@[0-9]+)?/[A-Za-z0-9._-]{1,100}(@[0-9]+)?")
"""With ids where GitHub puts them into its tokens: repositories made since July 2026, or those that asked for it."""


@click.command()
@project_arguments
@environment
@click.option("--account", metavar="NUMBER", default="", help="The AWS account that the environment is in.")
@click.option(
    "--role",
    type=click.Choice(get_args(Role)),
    default="deployer",
    show_default=True,
    help="Who it is for: a planner only looks; the last two make previews that inherit from ENV, or remove them.",
)
@click.option("--github", metavar="OWNER/NAME", help="Print who takes the role instead: workflows of this repository.")
@common
@click.pass_obj
def iam(
    invocation: Invocation, words: tuple[str, ...], environment: str, account: str, role: str, github: str | None
) -> None:
    """Print the least that somebody who deploys or plans an environment must be allowed, as an IAM policy.

    The policy goes to standard output; which lines of the spec ask for each statement, to standard error. With --github
    it is the trust policy, by which the workflows that `init --ci github` writes take the role.

    \b
    Example:
      modelwright iam churn --env prod --account 123456789012 > deployer.json
      modelwright iam churn --env prod --account 123456789012 --role planner --json
      modelwright iam churn --env dev --account 123456789012 --role reaper > reaper.json
      modelwright iam churn --env prod --account 123456789012 --github acme/models > trust.json
    """
    from compiler import operations
    from compiler.reports.access import document_text, policy, sources_text

    if not re.fullmatch(r"\d{12}", account):
        said = f"`{account}` is no account" if account else "the account is missing"
        raise refuse("U001", said, hint="give the number of the AWS account: `--account 123456789012`")
    if github is not None and not _REPOSITORY.fullmatch(github):
        hint = "give owner and name as in its address: `--github acme/models`, or with ids: `acme@123/models@456`"
        raise refuse("U001", f"`{github}` is no repository of GitHub", hint=hint)
    invocation.body.update(project=None, environment=environment, role=role, policy=None, trust=None, statements=[])
    session = open_project(invocation, words, environment)
    found = invocation.take(operations.access(session, cast("Role", role), account, github))
    if not found.grants:
        invocation.body.update(project=found.project)
        invocation.tell(f"nobody has to be allowed anything for `{environment}`: it is in no cloud")
        return
    statements = [
        {"sid": grant.sid, "locations": [location.as_json() for location in grant.locations]} for grant in found.grants
    ]
    document = policy(found.grants)
    invocation.body.update(project=found.project, policy=document, trust=found.trust, statements=statements)
    if found.trust is None:
        invocation.tell(sources_text(found.grants))
    invocation.say(document_text(found.trust or document))
