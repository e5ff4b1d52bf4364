"""`modelwright destroy`."""

from __future__ import annotations

import sys

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import ask, common, environment, open_project, project_arguments, require_consent, yes
from compiler.model.plan import Action, Step
from compiler.source.diagnostic import refuse


@click.command()
@project_arguments
@environment
@yes
@click.option("--purge", is_flag=True, help="Also delete trained models, logs and the record of runs.")
@common
@click.pass_obj
def destroy(invocation: Invocation, words: tuple[str, ...], environment: str, yes: bool, purge: bool) -> None:
    """Stop and remove everything that runs for a project. Trained models are kept unless --purge is given.

    \b
    Example:
      modelwright destroy churn
      modelwright destroy churn --yes --purge
    """
    from compiler import operations
    from compiler.reports.outcome import removed_text
    from compiler.reports.progress import display

    invocation.body.update(environment=environment, applied=False, removed=[], kept=[])
    require_consent(invocation, yes=yes)
    session = open_project(invocation, words, environment)

    def confirm(steps: tuple[Step, ...]) -> bool:
        return _confirm(invocation, session.project.folder or session.project.file, environment, steps, yes=yes)

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        result = invocation.take(operations.destroy(session, on_event, confirm, purge=purge))
    removed = [str(step.address) for step in result.steps if step.action is Action.DELETE]
    invocation.body.update(applied=result.applied, removed=removed, kept=list(result.kept))
    invocation.say(removed_text(len(removed), result.kept))


def _confirm(invocation: Invocation, project: str, environment: str, steps: tuple[Step, ...], *, yes: bool) -> bool:
    """Show what goes; True when it may. Raises `Refused` when the answer is no."""
    from compiler.reports.plan import removal_text

    invocation.say(removal_text(project, environment, steps, colour=coloured(sys.stdout)) + "\n")
    if yes or not steps or ask("Remove these resources?"):
        return True
    raise refuse("U006", "declined; nothing was removed")
