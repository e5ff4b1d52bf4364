"""`modelwright status`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, engine, environment, open_project_alone, project_argument


@click.command()
@project_argument
@environment
@engine
@common
@click.pass_obj
def status(invocation: Invocation, words: tuple[str, ...], environment: str, engine: str | None) -> None:
    """Show what runs: endpoints, model versions and resources.

    \b
    Example:
      modelwright status churn
      modelwright status churn --json
    """
    from compiler import operations
    from compiler.reports.documents import plain
    from compiler.reports.status import status_text

    invocation.body["environment"] = environment
    session = replace(open_project_alone(invocation, words, environment), engine=engine)
    found = invocation.take(operations.status(session))
    fields = plain(found)
    assert isinstance(fields, dict)
    for group in ("endpoints", "models"):
        fields[group] = {item.pop("name"): item for item in fields[group]}
    invocation.body.update(fields)
    invocation.say(status_text(found, colour=coloured(sys.stdout)))
