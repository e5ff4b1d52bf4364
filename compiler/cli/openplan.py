"""What `up --plan` is about. In: words of the command line and a file; out: the saved plan and its session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from compiler.cli.invocation import Invocation
from compiler.cli.options import open_target, split_words
from compiler.source.diagnostic import Refused, refuse

if TYPE_CHECKING:
    from compiler.model.savedplan import SavedPlan
    from compiler.pipeline import Session


def open_plan(
    invocation: Invocation, words: tuple[str, ...], engine: str | None, file: str, *, refresh: bool | None
) -> tuple[SavedPlan, Session]:
    """The plan says what it is for; whoever says it again must say the same. Raises `Refused` (U001, P031, P032)."""
    from compiler import operations

    saved = operations.read_plan(invocation.path(file), file)
    invocation.body.update(project=saved.project, environment=saved.environment)
    plain, overrides = split_words(words)
    given = [*overrides[:1], *([f"--engine {engine}"] if engine not in (None, saved.engine) else [])]
    given += ["--refresh" if refresh else "--no-refresh"] if refresh not in (None, saved.refresh) else []
    if given:
        raise refuse("U001", f"`{given[0]}`: a saved plan is carried out as it is", hint="`modelwright plan` takes it")
    context = click.get_current_context()
    named = context.get_parameter_source("environment") is not ParameterSource.DEFAULT
    if named and context.params["environment"] != saved.environment:
        raise operations.of_another(saved)
    try:
        session = open_target(invocation, plain[0] if plain else saved.project, saved.environment, saved.overrides)
    except Refused as refused:
        if plain:
            raise
        raise operations.of_another(saved) from refused
    return saved, replace(session, engine=saved.engine or None, refresh=saved.refresh)
