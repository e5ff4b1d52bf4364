"""`modelwright promote`."""

from __future__ import annotations

import sys

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import ask, common, open_part, require_consent, yes
from compiler.source.diagnostic import refuse


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT[/MODEL]]")
@click.option("--from", "source", required=True, metavar="ENV", help="The environment in which it serves.")
@click.option("--to", "environment", required=True, metavar="ENV", help="The environment in which it is to serve.")
@yes
@common
@click.pass_obj
def promote(invocation: Invocation, words: tuple[str, ...], source: str, environment: str, yes: bool) -> None:
    """Serve in one environment what serves in another: the very artifact, if the gates let it pass.

    It is measured on the test rows of the target and judged by the target's gates; nothing is trained. The next `up`
    keeps it as long as the target's spec stays the same.

    \b
    Example:
      modelwright promote churn --from staging --to prod
      modelwright promote churn/churn --from staging --to prod --yes --json
    """
    from compiler import operations
    from compiler.reports.documents import plain
    from compiler.reports.progress import display
    from compiler.reports.promotion import promotion_text

    invocation.body.update(project=None, source=source, environment=environment, models=[], applied=False)
    session, model = open_part(invocation, words, environment)
    require_consent(invocation, yes=yes, hint="add `--yes`; `modelwright status` shows what serves")

    def show(found: operations.Promoting) -> None:
        fields = plain(found)
        assert isinstance(fields, dict)
        invocation.body.update(fields)
        invocation.say(promotion_text(found, colour=coloured(sys.stdout)))

    def confirm(found: operations.Promoting) -> bool:
        show(found)
        if yes or ask("Do it?"):
            return True
        raise refuse("U006", "declined; nothing was changed")

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        show(invocation.take(operations.promote(session, source, model, on_event, confirm)))
