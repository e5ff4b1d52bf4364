"""`modelwright up`."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.openplan import open_plan
from compiler.cli.options import (
    allow_destroy,
    ask,
    common,
    engine,
    environment,
    findings,
    is_answerable,
    may_go,
    open_project,
    project_arguments,
    refresh,
    require_consent,
    saved_plan,
    split_words,
    yes,
)
from compiler.model.plan import Plan
from compiler.source.diagnostic import refuse


@click.command()
@project_arguments
@environment
@engine
@refresh
@yes
@allow_destroy
@saved_plan
@findings
@common
@click.pass_obj
def up(
    invocation: Invocation,
    words: tuple[str, ...],
    environment: str,
    engine: str | None,
    refresh: bool | None,
    yes: bool,
    allowed: tuple[str, ...],
    file: str | None,
) -> None:
    """Make what runs equal to what is written: check data, train, gate, register, serve.

    Shows the plan and asks first; with --yes it goes on at once. A second run changes nothing.

    \b
    Example:
      modelwright up churn
      modelwright up churn --yes --json
      modelwright up churn --yes models.churn.params.max_depth=12
      modelwright up --plan churn.plan
    """
    from compiler import operations
    from compiler.operations.project import require_means
    from compiler.reports.outcome import next_steps, outputs_text
    from compiler.reports.progress import display

    invocation.body.update(
        project=None, environment=environment, applied=False, changes=[], held=[], promoted=[], outputs={}
    )
    if file is not None:
        saved, session = open_plan(invocation, words, engine, file, refresh=refresh)
        do = partial(operations.up_saved, session, saved)
    else:
        session = replace(open_project(invocation, words, environment), engine=engine, refresh=refresh)
        if not yes and not is_answerable(invocation):
            require_means(session)  # whoever is told to add `--yes` must not learn only then that it was no use
        hint = "add `--yes`; `modelwright plan` shows the changes without making them"
        require_consent(invocation, yes=yes, hint=hint)
        do = partial(operations.up, session)
    confirm = partial(_confirm, invocation, yes=yes or file is not None)
    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        result = invocation.take(do(on_event, confirm, allowed=allowed, ask=may_go(invocation, yes=yes)))
    invocation.body.update(environment=session.environment, applied=result.applied, outputs=result.outputs)
    if result.tuned:
        invocation.body.update(tuned=result.tuned)
    plain, _ = split_words(words)
    gap = "\n" if result.applied else ""
    invocation.say(gap + outputs_text(result.outputs, colour=coloured(sys.stdout)))
    invocation.say("\n" + next_steps(plain[0] if plain else "", session.environment, result.outputs))


def _confirm(invocation: Invocation, plan: Plan, *, yes: bool) -> bool:
    """Show the plan; True when it may be carried out. Raises `Refused` when the answer is no."""
    from compiler.plan.told import change_json, held_json
    from compiler.reports.plan import plan_text

    invocation.body.update(project=plan.project, changes=[change_json(change) for change in plan.pending])
    invocation.body.update(held=list(map(held_json, plan.held)), promoted=list(map(held_json, plan.promoted)))
    invocation.say(plan_text(plan, colour=coloured(sys.stdout)) + "\n")
    invocation.report(plan.notes)
    if yes or not plan.pending or ask("Make these changes?"):
        return True
    raise refuse("U006", "declined; nothing was changed")
