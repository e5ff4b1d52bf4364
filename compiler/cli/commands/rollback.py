"""`modelwright rollback`."""

from __future__ import annotations

import sys

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import ask, common, environment, open_part, require_consent, yes
from compiler.source.diagnostic import refuse


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT[/ENDPOINT]]")
@environment
@yes
@click.option("--undo", is_flag=True, help="End the rollback: serve again what the spec describes.")
@common
@click.pass_obj
def rollback(invocation: Invocation, words: tuple[str, ...], environment: str, yes: bool, undo: bool) -> None:
    """Serve the last version that served before, at once. No request fails, and the next `up` keeps it.

    It lasts until the spec, the data or the code make another model, or --undo ends it; `plan` and `status` show it. A
    second rollback goes one version further back.

    \b
    Example:
      modelwright rollback churn --yes
      modelwright rollback churn/churn-api --env prod
      modelwright rollback churn --undo
    """
    from compiler import operations
    from compiler.reports.documents import plain
    from compiler.reports.progress import display
    from compiler.reports.promotion import rollback_text

    invocation.body.update(project=None, environment=environment, applied=False)
    session, name = open_part(invocation, words, environment)
    require_consent(invocation, yes=yes, hint="add `--yes`; `modelwright status` shows what serves")

    def confirm(found: operations.RolledBack) -> bool:
        show(found)
        invocation.say(rollback_text(found, colour=coloured(sys.stdout)))
        if yes or ask("Do it?"):
            return True
        raise refuse("U006", "declined; nothing was changed")

    def show(found: operations.RolledBack) -> None:
        fields = plain(found)
        assert isinstance(fields, dict)
        invocation.body.update(fields)

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        show(invocation.take(operations.rollback(session, name, on_event, confirm, undo=undo)))
    invocation.say("done; `modelwright up` keeps it" if not undo else "done")
