"""`modelwright init`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common
from compiler.source.diagnostic import Refused, refuse

if TYPE_CHECKING:
    from compiler.scaffold import Project
    from compiler.scaffold.ci import Forge


@click.command()
@click.argument("directory", default=".", metavar="[DIR]")
@click.option("--data", metavar="FILE", help="A table (CSV) to start from.")
@click.option("--target", metavar="COLUMN", help="The column of it that is to be predicted.")
@click.option("--name", metavar="NAME", help="The project's name (default: the folder's).")
@click.option(
    "--ci", type=click.Choice(("github", "gitlab")), help="Write workflows for the workspace around DIR instead."
)
@click.option(
    "-e", "--env", "environments", multiple=True, metavar="NAME", help="With --ci: deploy here; in this order."
)
@click.option("--branch", metavar="NAME", help="With --ci: the branch that is deployed (default: that of origin).")
@common
@click.pass_obj
def init(
    invocation: Invocation,
    directory: str,
    data: str | None,
    target: str | None,
    name: str | None,
    ci: str | None,
    environments: tuple[str, ...],
    branch: str | None,
) -> None:
    """Start a project in DIR (default: here): an example that works at once, or one for your own table.

    With --data the types of all columns, the kind of task, an estimator, metrics, gates and data checks are
    inferred and written with comments. Nothing is ever overwritten. DIR gets a modelwright.toml and so is a workspace
    of its own, unless it lies in one (a folder with a modelwright.toml or a conf/).

    With --ci it writes workflows that check pull requests, deploy and look for drift; run it again after an update,
    what you changed in them stays.

    \b
    Example:
      modelwright init my-project
      modelwright init --data customers.csv --target churned
      modelwright init --ci github --env dev --env prod
    """
    if ci is not None:
        if data is not None or target is not None or name is not None:
            raise refuse("U001", "`--ci` starts no project", hint="leave out `--data`, `--target` and `--name`")
        _workflows(invocation, cast("Forge", ci), directory, environments, branch)
        return
    if environments or branch is not None:
        raise refuse("U001", "`--env` and `--branch` are about workflows", hint="add `--ci github`")
    from compiler.scaffold import start_example, start_from_data

    folder = invocation.path(directory)
    if data is not None and target is not None:
        project = start_from_data(folder, name, invocation.path(data), data, target)
    elif data is not None:
        raise _which_target(invocation.path(data), data)
    elif target is not None:
        raise refuse(
            "U001", "`--target` names a column of the table given with `--data FILE`", hint="add `--data FILE`"
        )
    else:
        project = start_example(folder, name)
    invocation.body.update(_json(project))
    invocation.say(_text(project, directory))


def _workflows(
    invocation: Invocation, forge: Forge, directory: str, environments: tuple[str, ...], branch: str | None
) -> None:
    from compiler.scaffold.ci import write_workflows

    done = write_workflows(forge, invocation.path(directory), environments, branch)
    files = [
        {"path": file.path, "done": str(file.kept), "both": list(file.both), "diff": file.diff} for file in done.files
    ]
    invocation.body.update(folder=done.root, environments=list(done.environments), branch=done.branch, files=files)
    for file in done.files:
        invocation.say(f"{file.path}  {file.kept}")
        for line in file.both:
            invocation.say(f"  line {line}: yours stays, though the new version changes it, too")
        invocation.say(file.diff)
    if not done.environments:
        invocation.say("No project has an environment besides `local`: there is nothing to deploy to yet.")
    invocation.say(f"Commit them with {done.copies}/, by which your own changes are told. Setup: docs/ci.md")


def _which_target(path: Path, shown: str) -> Refused:
    from compiler.scaffold.decode import read_source
    from compiler.scaffold.table import read_table

    names = ", ".join(f"`{name}`" for name in read_table(read_source(path, shown)).header)
    return refuse("U001", "which column is to be predicted?", hint=f"add `--target COLUMN`, one of {names}")


def _json(project: Project) -> dict[str, object]:
    return {
        "folder": project.folder,
        "project": project.name,
        "files": list(project.files),
        "notes": list(project.notes),
        "task": project.task,
        "target": project.target,
        "columns": [{"name": item.name, "type": item.type, "remark": item.why} for item in project.columns],
    }


def _text(project: Project, directory: str) -> str:
    from compiler.reports.style import table

    lines = [f"Project {project.name}: predicts `{project.target}` ({project.task})"]
    lines += [f"  wrote {Path(os.path.normpath(Path(directory, file))).as_posix()}" for file in project.files]
    lines += [f"  {note}" for note in project.notes]
    left_out = [(item.name, item.type, item.why) for item in project.columns if not item.usable]
    if left_out:
        lines += ["", "Not used as features:", table(left_out[:20])]
        lines += [f"  … and {len(left_out) - 20} more"] if len(left_out) > 20 else []
    where = "" if directory == "." else f" {shlex.quote(directory)}"
    lines += [
        "",
        "Next",
        table(((f"modelwright plan{where}", "see what it would do"), (f"modelwright up{where}", "do it"))),
    ]
    return "\n".join(lines)
