"""`modelwright handover`."""

from __future__ import annotations

from dataclasses import asdict

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common, environment, open_project, project_argument, words_alone


@click.command()
@project_argument
@environment
@click.option("--to", type=click.Choice(("embedded", "pulumi")), required=True, help="The engine that is to keep it.")
@common
@click.pass_obj
def handover(invocation: Invocation, words: tuple[str, ...], environment: str, to: str) -> None:
    """Hand the state of a stack to the other engine. What runs goes on running, and a plan shows no change.

    \b
    Example:
      modelwright handover churn --to pulumi
      modelwright handover churn --to embedded
    """
    from compiler import operations
    from compiler.reports.style import plural

    invocation.body.update(project=None, environment=environment, engine=to, moved=False, resources=[])
    session = open_project(invocation, words_alone(invocation, words), environment)
    done = invocation.take(operations.hand_over(session, "pulumi" if to == "pulumi" else "embedded"))
    invocation.body.update(asdict(done))
    invocation.body["resources"] = list(done.resources)
    now = "now keeps" if done.moved else "already keeps"
    invocation.say(f"the {to} engine {now} {plural(len(done.resources), 'resource')} of {done.project}/{environment}")
