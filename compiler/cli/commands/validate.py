"""`modelwright validate`."""

from __future__ import annotations

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import (
    LOCAL,
    common,
    environments,
    findings,
    means_many,
    open_project,
    project_arguments,
    selection,
)


@click.command()
@project_arguments
@environments
@selection
@findings
@common
@click.pass_obj
def validate(
    invocation: Invocation,
    words: tuple[str, ...],
    environments: tuple[str, ...],
    everything: bool,
    selected: tuple[str, ...],
) -> None:
    """Check a project in every environment, without running anything.

    PROJECT is a folder, a file or a project's name; left out, it is the project of the current folder, and outside of
    one every project of the workspace.

    \b
    Example:
      modelwright validate examples/breast-cancer
      modelwright validate churn --env prod models.churn.params.max_depth=12
      modelwright validate --all
      modelwright validate --select changed-since:origin/main
    """
    if means_many(invocation, words, everything=everything, selected=selected):
        _validate_many(invocation, environments, selected)
        return
    from compiler.operations import validate as validate_session

    session = open_project(invocation, words, environments[0] if environments else LOCAL)
    invocation.body.update(file=session.project.file, valid=False, environments=[])
    fine = invocation.take(validate_session(session, environments or None))
    invocation.body.update(valid=True, environments=list(fine))
    invocation.say(f"{session.project.file}: fine in {', '.join(fine)}")


def _validate_many(invocation: Invocation, environments: tuple[str, ...], selected: tuple[str, ...]) -> None:
    from compiler import operations
    from compiler.cli.many import finish, open_projects, progress
    from compiler.reports.style import plural

    many = open_projects(invocation, environments, selected)
    invocation.body.update(file=None, valid=False, projects=[])
    with progress() as tell:
        outcomes = operations.validate_many(many, tell)
    invocation.body["projects"] = [
        {"file": outcome.file, "valid": not outcome.checked.failed, "environments": list(outcome.checked.value or ())}
        for outcome in outcomes
    ]
    finish(invocation, outcomes)
    invocation.body["valid"] = True
    invocation.say(f"{plural(len(outcomes), 'project')}: all fine")
