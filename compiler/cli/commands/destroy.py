"""`modelwright destroy`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import (
    allow_destroy,
    ask,
    common,
    engine,
    environment,
    is_answerable,
    may_go,
    open_project_alone,
    project_argument,
    require_consent,
    yes,
)
from compiler.model.plan import Action, Step
from compiler.source.diagnostic import refuse


@click.command()
@project_argument
@environment
@engine
@yes
@allow_destroy
@click.option("--purge", is_flag=True, help="Also delete trained models, logs and the record of runs.")
@common
@click.pass_obj
def destroy(
    invocation: Invocation,
    words: tuple[str, ...],
    environment: str,
    engine: str | None,
    yes: bool,
    allowed: tuple[str, ...],
    purge: bool,
) -> None:
    """Stop and remove everything that runs for a project. Trained models are kept unless --purge is given.

    \b
    Example:
      modelwright destroy churn
      modelwright destroy churn --yes --purge
    """
    from compiler import operations
    from compiler.operations.project import project_name, require_remover
    from compiler.reports.outcome import removed_text
    from compiler.reports.plan import removal_text
    from compiler.reports.progress import display

    invocation.body.update(project=None, environment=environment, applied=False, removed=[], kept=[])
    session = replace(open_project_alone(invocation, words, environment), engine=engine)
    if not yes and not is_answerable(invocation):
        require_remover(session)  # as for `up`: `--yes` must not be advised where it is no use
    require_consent(invocation, yes=yes, hint="add `--yes`")
    project = project_name(session)
    invocation.body["project"] = project

    def confirm(steps: tuple[Step, ...]) -> bool:
        invocation.say(removal_text(project, environment, steps, purge=purge, colour=coloured(sys.stdout)) + "\n")
        if yes or not (steps or purge) or ask("Remove all this?"):
            return True
        raise refuse("U006", "declined; nothing was removed")

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        result = invocation.take(
            operations.destroy(
                session, on_event, confirm, purge=purge, allowed=allowed, ask=may_go(invocation, yes=yes)
            )
        )
    removed = [str(step.address) for step in result.steps if step.action is Action.DELETE]
    invocation.body.update(applied=result.applied, removed=removed, kept=list(result.kept))
    invocation.say(removed_text(len(removed), result.kept))
