"""`modelwright plan`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from compiler.cli.exits import CHANGES, DETAILED_CHANGES
from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import (
    allow_destroy,
    common,
    engine,
    environment,
    findings,
    means_many,
    open_project,
    project_arguments,
    refresh,
    selection,
)
from compiler.model.plan import Plan
from compiler.source.diagnostic import Diagnostic, refuse

if TYPE_CHECKING:
    from compiler.pipeline import Session


@click.command()
@project_arguments
@environment
@engine
@refresh
@selection
@allow_destroy
@click.option("--out", "out", metavar="FILE", help="Save the plan, for `up --plan FILE`.")
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
    refresh: bool | None,
    everything: bool,
    selected: tuple[str, ...],
    allowed: tuple[str, ...],
    out: str | None,
    expect_no_changes: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what `up` would change and why, down to the line of the spec. Changes nothing.

    \b
    Example:
      modelwright plan churn
      modelwright plan churn models.churn.params.max_depth=12
      modelwright plan churn --out churn.plan
      modelwright plan churn --expect-no-changes
      modelwright plan --env prod --select changed-since:origin/main
    """
    from compiler import operations

    def planned(session: Session) -> Plan:
        session = replace(session, engine=engine, refresh=refresh)
        if out is not None:
            return _save(invocation, session, allowed, out)
        look = operations.difference if expect_no_changes else operations.plan
        found = invocation.take(look(session, allowed))
        _say(invocation, found)
        return found

    invocation.detailed_exit = detailed_exitcode
    if out is not None and (everything or selected):
        raise refuse("U001", "`--out` saves the plan of one project", hint="name the project instead")
    if (everything or selected) and means_many(invocation, words, everything=everything, selected=selected):
        from compiler.cli.many import open_projects

        invocation.body.update(environment=environment, plans=(plans := []))
        for session in operations.open_sessions(open_projects(invocation, (environment,), selected)):
            found = planned(session)
            plans.append(_told(found))
        pending = sum(len(item["changes"]) for item in plans)
    else:
        invocation.body.update(project=None, environment=environment, changes=[], held=[], promoted=[], cost=None)
        found = planned(open_project(invocation, words, environment))
        invocation.body.update(_told(found))
        pending = len(found.pending)
    return _code(invocation, pending, expect_no_changes=expect_no_changes, detailed=detailed_exitcode)


def _told(planned: Plan) -> dict[str, object]:
    from compiler.plan.told import change_json, held_json
    from compiler.reports.cost import planned_json

    return {
        "project": planned.project,
        "changes": [change_json(change) for change in planned.pending],
        "held": [held_json(item) for item in planned.held],
        "promoted": [held_json(item) for item in planned.promoted],
        "cost": planned_json(planned.cost),
    }


def _say(invocation: Invocation, planned: Plan) -> None:
    from compiler.reports.plan import plan_text

    invocation.say(plan_text(planned, colour=coloured(sys.stdout)))
    invocation.report(planned.notes)


def _save(invocation: Invocation, session: Session, allowed: tuple[str, ...], out: str) -> Plan:
    """The plan, which is in the file then. Raises `Refused` (U040) when it cannot be written."""
    from compiler import operations
    from compiler.source.files import write_named

    kept = invocation.take(operations.save_plan(session, allowed))
    _say(invocation, kept.plan)
    try:
        write_named(invocation.path(out), kept.content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refuse("U040", f"`{out}` cannot be written: {reason}", hint="name another file with `--out`") from error
    invocation.body["out"] = out
    invocation.say(f"\nSaved: `modelwright up --plan {shlex.quote(out)}` does exactly this.")
    return kept.plan


def _code(invocation: Invocation, pending: int, *, expect_no_changes: bool, detailed: bool) -> int:
    from compiler.reports.style import plural

    if not pending:
        return 0
    if expect_no_changes:
        count = plural(pending, "change")
        invocation.report([Diagnostic("U005", f"{count} where none were expected", hint="`modelwright up` makes them")])
        return CHANGES
    return DETAILED_CHANGES if detailed else 0
