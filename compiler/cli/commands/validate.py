"""`modelwright validate`."""

from __future__ import annotations

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import LOCAL, common, environments, open_project, project_arguments


@click.command()
@project_arguments
@environments
@common
@click.pass_obj
def validate(invocation: Invocation, words: tuple[str, ...], environments: tuple[str, ...]) -> None:
    """Check a project in every environment, without running anything.

    PROJECT is a folder, a file or a project's name; left out, it is the project of the current folder.

    \b
    Example:
      modelwright validate examples/breast-cancer
      modelwright validate churn --env prod models.churn.params.max_depth=12
    """
    from compiler.operations import validate as validate_session

    session = open_project(invocation, words, environments[0] if environments else LOCAL)
    invocation.body.update(file=session.project.file, valid=False, environments=[])
    fine = invocation.take(validate_session(session, environments or None))
    invocation.body.update(valid=True, environments=list(fine))
    invocation.say(f"{session.project.file}: fine in {', '.join(fine)}")
