"""`modelwright import`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, engine, environment, open_project
from compiler.source.diagnostic import refuse

if TYPE_CHECKING:
    from compiler.operations import Imported


@click.command("import")
@click.argument("words", nargs=-1, metavar="[PROJECT] ADDRESS ID")
@environment
@engine
@common
@click.pass_obj
def import_(invocation: Invocation, words: tuple[str, ...], environment: str, engine: str | None) -> None:
    """Take over an existing resource. What runs is left as it is; the plan of what `up` would still change is shown.

    A spec that does not have it gets an entry with what is known, comments kept, and you are told what is left to say.
    ADDRESS is a type and a name, as plans show them. ID is, on this machine, the path of a dataset's file from the
    workspace, NAME-DIGITS of a training run (the first 12 of its fingerprint), MODEL/VERSION, or an endpoint's name; in
    a cloud what Pulumi's page of the type says under "Import".

    \b
    Example:
      modelwright import churn Endpoint.churn-api churn-api
      modelwright import churn Dataset.customers churn/data/customers.csv
      modelwright import churn --env prod cloudwatch.LogGroup.churn-api /aws/sagemaker/Endpoints/churn-prod-churn-api
    """
    from compiler import operations
    from compiler.plan.told import change_json
    from compiler.reports.drift import written_json
    from compiler.scaffold import columns_of

    if len(words) not in (2, 3):
        raise refuse("U001", "an address and an id are needed", hint="modelwright import [PROJECT] ADDRESS ID")
    invocation.body.update(project=None, environment=environment, imported=None, written=[], left=[], changes=None)
    session = replace(open_project(invocation, words[:-2], environment), engine=engine)
    done = invocation.take(operations.take_over(session, words[-2], words[-1], columns_of))
    invocation.body.update(
        project=done.project,
        imported={"address": str(done.address), "id": done.id},
        written=[written_json(item) for item in done.written],
        left=list(done.left),
        changes=[change_json(change) for change in done.plan.pending] if done.plan else None,
    )
    _tell(invocation, done)


def _tell(invocation: Invocation, done: Imported) -> None:
    from compiler.reports.drift import written_text
    from compiler.reports.plan import plan_text

    invocation.say(f"{done.address} is managed now, under the id {done.id}\n")
    invocation.say(written_text(done.written))
    if done.left:
        invocation.say("Left for you to say\n\n" + "\n".join(f"  {item}" for item in done.left) + "\n")
    if done.plan:
        invocation.say(plan_text(done.plan, colour=coloured(sys.stdout)))
    else:
        invocation.report(done.problems)
        invocation.say("the spec does not compile yet: `modelwright plan` shows what `up` would change once it does")
