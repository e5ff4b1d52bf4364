"""`modelwright lineage`."""

from __future__ import annotations

import sys

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, environment, open_part


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT[/ENDPOINT|/MODEL@VERSION]]")
@environment
@common
@click.pass_obj
def lineage(invocation: Invocation, words: tuple[str, ...], environment: str) -> None:
    """Show where what serves comes from: version, training, data, commit, pull request and history.

    \b
    Example:
      modelwright lineage churn
      modelwright lineage churn/churn-api --env prod --json
      modelwright lineage churn/churn@3
    """
    from compiler import operations
    from compiler.reports.documents import plain
    from compiler.reports.promotion import lineage_text

    invocation.body.update(project=None, environment=environment)
    session, name = open_part(invocation, words, environment)
    found = invocation.take(operations.lineage(session, name))
    fields = plain(found)
    assert isinstance(fields, dict)
    invocation.body.update(fields)
    invocation.say(lineage_text(found, colour=coloured(sys.stdout)))
