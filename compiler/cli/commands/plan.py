"""`modelwright plan`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.exits import CHANGES, DETAILED_CHANGES
from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, engine, environment, findings, open_project, project_arguments
from compiler.source.diagnostic import Diagnostic


@click.command()
@project_arguments
@environment
@engine
@click.option("--expect-no-changes", is_flag=True, help="Exit with 7 when anything would change.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 0 for no changes, 1 for an error, 2 for changes.")
@findings
@common
@click.pass_obj
def plan(
    invocation: Invocation,
    words: tuple[str, ...],
    environment: str,
    engine: str | None,
    expect_no_changes: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what `up` would change and why, down to the line of the spec. Changes nothing.

    \b
    Example:
      modelwright plan churn
      modelwright plan churn models.churn.params.max_depth=12
      modelwright plan churn --expect-no-changes
    """
    from compiler import operations
    from compiler.reports.documents import change_json
    from compiler.reports.plan import plan_text
    from compiler.reports.style import plural

    invocation.detailed_exit = detailed_exitcode
    invocation.body.update(project=None, environment=environment, changes=[])
    session = replace(open_project(invocation, words, environment), engine=engine)
    planned = invocation.take(operations.difference(session) if expect_no_changes else operations.plan(session))
    invocation.body.update(project=planned.project, changes=[change_json(change) for change in planned.pending])
    invocation.say(plan_text(planned, colour=coloured(sys.stdout)))
    if not planned.pending:
        return 0
    if expect_no_changes:
        count = plural(len(planned.pending), "change")
        invocation.report([Diagnostic("U005", f"{count} where none were expected", hint="`modelwright up` makes them")])
        return CHANGES
    return DETAILED_CHANGES if detailed_exitcode else 0
