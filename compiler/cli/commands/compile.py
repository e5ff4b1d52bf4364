"""`modelwright compile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import LOCAL, common, environments, open_project, project_arguments
from compiler.source.diagnostic import refuse

if TYPE_CHECKING:
    from compiler.emit import Emitted


@click.command("compile")
@project_arguments
@environments
@click.option("--check", is_flag=True, help="Write nothing; fail when the compiled output is stale.")
@common
@click.pass_obj
def compile_(invocation: Invocation, words: tuple[str, ...], environments: tuple[str, ...], check: bool) -> None:
    """Write the Pulumi program and the job definitions of a project, in every environment.

    With overrides it goes to `.modelwright/build/`: `stacks/` says what the files say.

    \b
    Example:
      modelwright compile churn
      modelwright compile churn --env prod models.churn.params.max_depth=12
      modelwright compile churn --check
    """
    from compiler.pipeline import compile_session

    session = open_project(invocation, words, environments[0] if environments else LOCAL)
    if check and session.overrides:
        raise refuse("U001", "`--check` takes no overrides", hint="it compares `stacks/` with what the files say")
    invocation.body.update(file=session.project.file, stacks=[])
    emitted = invocation.take(compile_session(session, environments or None, check=check))
    invocation.body["stacks"] = [_json(item) for item in emitted]
    invocation.say("\n".join(_text(item, check) for item in emitted))


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
