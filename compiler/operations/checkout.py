"""The files of a workspace as they are at a commit, in a folder of their own; only those that somebody will read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.changes import commit_of, git_told

_LINK = "120000 "


def files_at(ws: Workspace, reference: str, folder: Path, projects: Iterable[ProjectFile] | None = None) -> Workspace:
    """The workspace as it is at the commit, without `stacks/`, written to the empty `folder`. Raises `Refused` (U032).

    With `projects` it is their folders and `conf/`, or all there is where a link could lead further. What Hydra makes
    of `conf/` is remembered where the workspace itself remembers it: its keys are digests of all that it depends on.
    """
    below = git_told(ws.root, reference, "rev-parse", "--show-prefix").removesuffix("\n")
    entries = _listed(ws, reference, below, projects)
    # An index of its own: that of the user is not touched, and what attributes keep out of archives is there, too.
    index = {"GIT_INDEX_FILE": str(folder / "index")}
    given = "\0".join(entries).encode(errors="surrogateescape")
    git_told(ws.root, reference, "update-index", "-z", "--index-info", given=given, variables=index)
    git_told(ws.root, reference, "checkout-index", "--all", f"--prefix={folder / 'work'}/", variables=index)
    root = folder / "work" / below
    root.mkdir(parents=True, exist_ok=True)
    there = Workspace(root, root / "conf" if (root / "conf").is_dir() else None)
    _share_cache(ws, there)
    return there


def _listed(ws: Workspace, reference: str, below: str, projects: Iterable[ProjectFile] | None) -> tuple[str, ...]:
    """Files of the commit, each with its mode and object. `below` is the workspace's folder in the repository.

    A spec names files below its own folder only, so a link is the one way out of it.
    """
    commit = commit_of(ws, reference)

    def ask(*folders: str) -> tuple[str, ...]:
        told = git_told(ws.root, reference, "ls-tree", "-r", "-z", "--full-name", commit, "--", *folders)
        lines = (line for line in told.split("\0") if line)
        return tuple(line for line in lines if not line.partition("\t")[2].startswith(f"{below}stacks/"))

    if projects is None:
        return ask(".")
    kept = ask("conf", *(project.folder for project in projects))
    return ask(".") if any(line.startswith(_LINK) for line in kept) else kept


def _share_cache(ws: Workspace, there: Workspace) -> None:
    """Not being able to only costs time."""
    ours, theirs = (each.private / "cache" / "platform" for each in (ws, there))
    with contextlib.suppress(OSError):
        ours.mkdir(parents=True, exist_ok=True)
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.symlink_to(ours)
