"""Writing a new project without touching what is there. In: paths and contents; out: files, or `Refused` (I001)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from compiler.load.probing import is_file
from compiler.load.workspace import workspace_around
from compiler.model.workspace import PROJECT_FILE, WORKSPACE_FILE
from compiler.source.diagnostic import Diagnostic, Refused, refuse
from compiler.source.files import write_named

SCHEMA_FILE = "modelwright.schema.json"
IGNORED = (".modelwright/", "stacks/**/venv/")
WORKSPACE_TEXT = (
    "# Marks this folder as a Modelwright workspace: projects are found below it, compiled output goes to stacks/.\n"
)


def require_free(folder: Path, names: tuple[str, ...]) -> None:
    """Refuse before anything is written when one of the files is there already."""
    try:
        is_other = folder.exists() and not folder.is_dir()
        taken = [name for name in names if (folder / name).exists() or (folder / name).is_symlink()]
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise refuse("I001", f"`{folder.name[:80]}` cannot be a folder: {why}", hint="choose another name") from error
    if is_other:
        raise refuse("I001", f"`{folder.name}` is a file", hint="name a folder")
    if taken:
        hint = "`init` overwrites nothing: choose another folder, or move these away"
        raise Refused([Diagnostic("I001", f"`{name}` exists already", hint=hint) for name in taken])


def write_project(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the files, and beside them what a workspace needs unless one is around; the names of all that was written.

    Raises `Refused` and then has written nothing, unless the disk fails half-way.
    """
    folder = folder.resolve()
    around = workspace_around(folder)
    schema = Path(os.path.relpath((around or folder) / SCHEMA_FILE, folder)).as_posix()
    wanted = dict(files) if around else {WORKSPACE_FILE: WORKSPACE_TEXT.encode(), **files}
    # Editors that know YAML read this line; the file that it names completes and checks what is typed.
    wanted[PROJECT_FILE] = f"# yaml-language-server: $schema={schema}\n".encode() + wanted[PROJECT_FILE]
    require_free(folder, tuple(wanted))
    try:
        for name, data in wanted.items():
            write_named(folder / name, data)
        others = (*_schema(folder, schema), *(() if around else _ignore(folder)))
    except OSError as error:
        raise refuse("I001", f"`{error.filename or folder}` cannot be written: {error.strerror or error}") from error
    return (*wanted, *others)


def _schema(folder: Path, name: str) -> tuple[str, ...]:
    """The schema for editors, once for the workspace; one that is there stays."""
    from compiler.validate.schema import json_schema, schema_text

    if (folder / name).exists():
        return ()
    write_named(folder / name, schema_text(json_schema()).encode())
    return (name,)


def _ignore(folder: Path) -> tuple[str, ...]:
    """Keep the private folder and what Pulumi installs out of git; what is ignored already stays as it is."""
    path = folder / ".gitignore"
    text = path.read_text(encoding="utf-8", errors="surrogateescape") if is_file(path) else ""
    there = {line.rstrip("/") for line in text.splitlines()}
    lines = [line for line in IGNORED if line.rstrip("/") not in there]
    if not lines:
        return ()
    start = text if not text or text.endswith("\n") else text + "\n"
    write_named(path, (start + "".join(f"{line}\n" for line in lines)).encode(errors="surrogateescape"))
    return (".gitignore",)
