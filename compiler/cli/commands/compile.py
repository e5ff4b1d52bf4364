"""`modelwright compile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from compiler.source.diagnostic import refuse

if TYPE_CHECKING:
    from compiler.emit import Emitted


@click.command("compile")
@project_arguments
@environments
@selection
@click.option("--check", is_flag=True, help="Write nothing; fail when the compiled output is stale.")
@findings
@common
@click.pass_obj
def compile_(
    invocation: Invocation,
    words: tuple[str, ...],
    environments: tuple[str, ...],
    everything: bool,
    selected: tuple[str, ...],
    check: bool,
) -> None:
    """Write the Pulumi program and the job definitions of a project, in every environment.

    Without a PROJECT, and outside of one, it works on every project of the workspace. With overrides the result goes
    to `.modelwright/build/`: `stacks/` says what the files say.

    \b
    Example:
      modelwright compile churn
      modelwright compile churn --env prod models.churn.params.max_depth=12
      modelwright compile --all --check
      modelwright compile --select owner:growth-ml --select name:churn*
    """
    if means_many(invocation, words, everything=everything, selected=selected):
        _compile_many(invocation, environments, selected, check)
        return
    from compiler.pipeline import compile_session

    session = open_project(invocation, words, environments[0] if environments else LOCAL)
    if check and session.overrides:
        raise refuse("U001", "`--check` takes no overrides", hint="it compares `stacks/` with what the files say")
    invocation.body.update(file=session.project.file, stacks=[])
    emitted = invocation.take(compile_session(session, environments or None, check=check))
    invocation.body["stacks"] = [_json(item) for item in emitted]
    invocation.say("\n".join(_text(item, check) for item in emitted))


def _compile_many(
    invocation: Invocation, environments: tuple[str, ...], selected: tuple[str, ...], check: bool
) -> None:
    from compiler import operations
    from compiler.cli.many import finish, open_projects, progress
    from compiler.reports.style import plural

    many = open_projects(invocation, environments, selected)
    invocation.body.update(file=None, stacks=[])
    with progress() as tell:
        outcomes = operations.compile_many(many, tell, check=check)
    emitted = [item for outcome in outcomes for item in outcome.checked.value or ()]
    invocation.body["stacks"] = [_json(item) for item in emitted]
    moved = [item for item in emitted if item.changed or item.unmanaged]
    invocation.say("\n".join(_text(item, check) for item in moved[:_MOST]))
    if len(moved) > _MOST:
        invocation.say(f"… and {len(moved) - _MOST} more")
    finish(invocation, outcomes)
    changed = sum(1 for item in emitted if item.changed)
    of = f"{plural(len(emitted), 'stack')} of {plural(len(outcomes), 'project')}"
    invocation.say(f"{of}: {changed} updated, {len(emitted) - changed} unchanged" if not check else f"{of}: all fresh")


_MOST = 20
"""Stacks that are listed; nobody reads more."""


def _json(emitted: Emitted) -> dict[str, object]:
    return {"folder": emitted.folder, "changed": list(emitted.changed), "unmanaged": list(emitted.unmanaged)}


def _text(emitted: Emitted, check: bool) -> str:
    from compiler.reports.style import some

    state = "fresh" if check else "unchanged"
    if emitted.changed:
        state = f"{'stale' if check else 'updated'}: {some(emitted.changed)}"
    lines = [f"{emitted.folder}  {state}"]
    if emitted.unmanaged:
        lines.append(f"  not ours, left alone: {some(emitted.unmanaged)}")
    return "\n".join(lines)
