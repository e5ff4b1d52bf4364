"""`modelwright init`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common
from compiler.source.diagnostic import Refused, refuse

if TYPE_CHECKING:
    from compiler.scaffold import Project


@click.command()
@click.argument("directory", default=".", metavar="[DIR]")
@click.option("--data", metavar="FILE", help="A table (CSV) to start from.")
@click.option("--target", metavar="COLUMN", help="The column of it that is to be predicted.")
@click.option("--name", metavar="NAME", help="The project's name (default: the folder's).")
@common
@click.pass_obj
def init(invocation: Invocation, directory: str, data: str | None, target: str | None, name: str | None) -> None:
    """Start a project in DIR (default: here): an example that works at once, or one for your own table.

    With --data the types of all columns, the kind of task, an estimator, metrics, gates and data checks are
    inferred and written with comments. Nothing is ever overwritten. DIR gets a modelwright.toml and so is a workspace
    of its own, unless it lies in one (a folder with a modelwright.toml or a conf/).

    \b
    Example:
      modelwright init my-project
      modelwright init --data customers.csv --target churned
    """
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
