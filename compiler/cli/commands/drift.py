"""`modelwright drift`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.exits import DRIFT
from compiler.cli.invocation import Format, Invocation, coloured
from compiler.cli.options import common, engine, environment, findings, open_project_alone, project_argument
from compiler.model.drift import Drift, Finding
from compiler.source.diagnostic import Diagnostic


@click.command()
@project_argument
@environment
@engine
@click.option(
    "--accept",
    "accepted",
    is_flag=False,
    flag_value="*",
    multiple=True,
    metavar="[ADDRESS/PROPERTY]",
    help="Keep what was changed by hand: write it into the spec and record it; repeatable, alone: all of it.",
)
@findings
@common
@click.pass_obj
def drift(
    invocation: Invocation,
    words: tuple[str, ...],
    environment: str,
    engine: str | None,
    accepted: tuple[str, ...],
) -> int:
    """Compare what runs with what is recorded. Changes nothing; exits with 6 when somebody has changed something.

    What the provider adds or the platform moves by itself is told apart, and does not count. With --accept what was
    changed by hand is written into the spec, comments kept, and recorded: `up` then leaves it.

    \b
    Example:
      modelwright drift churn
      modelwright drift churn --env prod --json
      modelwright drift churn --env prod --accept appautoscaling.Target.churn-api/maxCapacity
    """
    from compiler import operations
    from compiler.reports.documents import finding_json
    from compiler.reports.drift import drift_text, written_json, written_text

    invocation.body.update(project=None, environment=environment, findings=[])
    session = replace(open_project_alone(invocation, words, environment), engine=engine)
    if accepted:
        done = invocation.take(operations.accept(session, tuple(name for name in accepted if name != "*")))
        invocation.body["accepted"] = [written_json(item) for item in done.written]
        invocation.say(written_text(done.written))
        found = done.left
    else:
        found = invocation.take(operations.drift(session))
    invocation.body.update(project=found.project, findings=[finding_json(item) for item in found.findings])
    invocation.say(drift_text(found, colour=coloured(sys.stdout)))
    return _code(invocation, found)


def _code(invocation: Invocation, found: Drift) -> int:
    """Annotations and SARIF want each finding at its line; people have the list already."""
    if not found.by_hand:
        return 0
    listed = [_diagnostic(item) for item in found.by_hand]
    invocation.report([_summary(found)] if invocation.format is Format.TEXT else listed)
    return DRIFT


def _summary(found: Drift) -> Diagnostic:
    from compiler.reports.style import plural

    summary = f"{plural(len(found.by_hand), 'difference')} made by hand in `{found.environment}`"
    return Diagnostic("O011", summary, hint="`modelwright up` restores what is written")


def _diagnostic(item: Finding) -> Diagnostic:
    from compiler.reports.drift import told

    return Diagnostic("O011", told(item), item.location, item.source, item.remedy)
