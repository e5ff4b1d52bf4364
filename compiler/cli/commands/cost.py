"""`modelwright cost`."""

from __future__ import annotations

import sys

import click

from compiler.cli.exits import REFUSED
from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, environment, open_project, project_arguments
from compiler.source.diagnostic import refuse

_LARGEST = 64 * 2**20


@click.command()
@project_arguments
@environment
@click.option("--refresh", "prices", metavar="FILE", help="Take this price list in place of the product's, this time.")
@click.option("--against", metavar="REF", help="Tell the difference to the spec at this branch, tag or commit of git.")
@common
@click.pass_obj
def cost(
    invocation: Invocation, words: tuple[str, ...], environment: str, prices: str | None, against: str | None
) -> int:
    """Show what a project costs by the hour and by the month, by list prices. Asks no cloud and changes nothing.

    Exits with 5 when the most that a month may cost is over `budget:`. A price that is not known is never taken as 0.

    \b
    Example:
      modelwright cost churn --env prod
      modelwright cost churn --env prod serving.churn-api.scale.max=12
      modelwright cost churn --env prod --refresh prices.json --json
      modelwright cost churn --env prod --against main
    """
    from compiler import operations
    from compiler.reports.cost import cost_json, cost_text

    invocation.body.update(project=None, environment=environment, budget=None, within_budget=None, cost=None, lines=[])
    session = open_project(invocation, words, environment)
    content = _content(invocation, prices) if prices is not None else None
    found = invocation.take(operations.cost(session, content, prices or "", against or ""))
    invocation.body.update(cost_json(found))
    invocation.say(cost_text(found, colour=coloured(sys.stdout)))
    if found.over is None:
        return 0
    invocation.report([found.over])
    return REFUSED


def _content(invocation: Invocation, prices: str) -> bytes:
    """The file's bytes. Raises `Refused` (O015) where it cannot be read."""
    hint = "name a file of the format in docs/cost.md"
    try:
        path = invocation.path(prices)
        if path.stat().st_size > _LARGEST:
            raise refuse("O015", f"`{prices}` cannot be used: it is too large for a price list", hint=hint)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refuse("O015", f"`{prices}` cannot be used: {reason}", hint=hint) from error
