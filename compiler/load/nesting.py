"""A workspace goes in; what is to be told of the one around it comes out."""

from __future__ import annotations

import os
from pathlib import Path

from compiler.load.probing import is_file, is_folder
from compiler.load.workspace import read_settings, workspace_around
from compiler.model.workspace import WORKSPACE_FILE, Workspace
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.share import share


def hidden_around(ws: Workspace) -> tuple[Diagnostic, ...]:
    """L028, a note, where the workspace lies in another that would count without it.

    An outer workspace that lists its `projects` has decided which ones are its own: nothing is told then.
    """
    own = _marks(ws.root)
    outer = workspace_around(ws.root.parent) if own else None
    if outer is None or not _counts(outer):
        return ()
    inner = ws.root.relative_to(outer).as_posix()
    above = Path(os.path.relpath(outer, ws.root)).as_posix()
    unused = " and ".join(f"`{above}/{mark}`" for mark in _marks(outer))
    away = " and ".join(f"`{inner}/{mark}`" for mark in own)
    summary = f"`{inner}` is a workspace of its own inside another one: {unused} is not used for it"
    hint = f"to join them, `destroy` what runs, then move away {away}; to keep both, list `projects` in the outer "
    return (Diagnostic("L028", summary, hint=f"{hint}`{WORKSPACE_FILE}`", severity=Severity.NOTE),)


def _marks(folder: Path) -> tuple[str, ...]:
    """What makes a folder a workspace."""
    marks = (WORKSPACE_FILE,) if is_file(folder / WORKSPACE_FILE) else ()
    return (*marks, "conf") if is_folder(folder / "conf") else marks


def _counts(outer: Path) -> bool:
    """Whether an outer workspace is meant as one: many a `conf/` higher up has to do with something else."""
    if is_file(outer / WORKSPACE_FILE):
        return read_settings(Workspace(outer, None))[0] is None
    return any(is_folder(outer / "conf" / group.name) for group in share("conf").iterdir() if group.is_dir())
