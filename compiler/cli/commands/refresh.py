"""`modelwright refresh`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import (
    ask,
    common,
    engine,
    environment,
    open_project_alone,
    project_argument,
    require_consent,
    yes,
)
from compiler.model.drift import Drift
from compiler.source.diagnostic import refuse


@click.command()
@project_argument
@environment
@engine
@yes
@common
@click.pass_obj
def refresh(invocation: Invocation, words: tuple[str, ...], environment: str, engine: str | None, yes: bool) -> None:
    """Read every resource and record what was found. What runs is left as it is; `up` then restores what is written.

    Shows what differs and asks first; with --yes it goes on at once. `modelwright drift` only shows.

    \b
    Example:
      modelwright refresh churn
      modelwright refresh churn --env prod --yes --json
    """
    from compiler import operations
    from compiler.operations.project import project_name
    from compiler.reports.documents import finding_json
    from compiler.reports.drift import drift_text
    from compiler.reports.progress import display

    invocation.body.update(project=None, environment=environment, applied=False, findings=[])
    require_consent(invocation, yes=yes, hint="add `--yes`; `modelwright drift` shows what would be recorded")
    session = replace(open_project_alone(invocation, words, environment), engine=engine)
    invocation.body["project"] = project_name(session)

    def show(found: Drift) -> None:
        invocation.body["findings"] = [finding_json(item) for item in found.findings]
        invocation.say(drift_text(found, colour=coloured(sys.stdout)))

    def confirm(found: Drift) -> bool:
        show(found)
        if yes or ask("Record this?"):
            return True
        raise refuse("U006", "declined; nothing was recorded")

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        result = invocation.take(operations.refresh(session, on_event, confirm))
    if not result.drift.findings:
        show(result.drift)
    invocation.body["applied"] = result.applied
    invocation.say("recorded; `modelwright plan` shows what `up` would change" if result.applied else "")
