"""The files of a workspace as they are at a commit, in a folder of their own; only those that somebody will read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.changes import commit_of, git_told

_LINK, _FILE = "120000", "blob"


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    file: str


def files_at(ws: Workspace, reference: str, folder: Path, projects: Iterable[ProjectFile] | None = None) -> Workspace:
    """The workspace as it is at the commit, without `stacks/`, written to the empty `folder`. Raises `Refused` (U032).

    With `projects` it is their folders and `conf/`, or all there is where a link could lead further. What Hydra makes
    of `conf/` is remembered where the workspace itself remembers it: its keys are digests of all that it depends on.
    """
    commit = commit_of(ws, reference)
    listed = git_told(ws.root, reference, "ls-tree", "-r", "-z", commit, "--", ".")
    below = git_told(ws.root, reference, "rev-parse", "--show-prefix").removesuffix("\n")
    names = "\0".join(_needed(tuple(_entries(listed)), projects)).encode(errors="surrogateescape")
    # An index of its own: that of the user is not touched, and what attributes keep out of archives is there, too.
    index = {"GIT_INDEX_FILE": str(folder / "index")}
    git_told(ws.root, reference, "read-tree", "--no-sparse-checkout", commit, variables=index)
    words = ("checkout-index", "-z", "--stdin", f"--prefix={folder / 'work'}/")
    git_told(ws.root, reference, *words, given=names, variables=index)
    root = folder / "work" / below
    root.mkdir(parents=True, exist_ok=True)
    there = Workspace(root, root / "conf" if (root / "conf").is_dir() else None)
    _share_cache(ws, there)
    return there


def _entries(listed: str) -> Iterator[_Entry]:
    for line in listed.split("\0"):
        facts, _, file = line.partition("\t")
        if file and facts.split()[1] == _FILE:
            yield _Entry(facts.split()[0], file)


def _needed(entries: tuple[_Entry, ...], projects: Iterable[ProjectFile] | None) -> tuple[str, ...]:
    """A spec names files below its own folder only, so a link is the one way out of it."""
    everything = tuple(entry for entry in entries if not entry.file.startswith("stacks/"))
    if projects is None:
        return tuple(entry.file for entry in everything)
    folders = {"conf", *(project.folder for project in projects)}
    kept = [entry for entry in everything if folders.intersection(map(str, PurePosixPath(entry.file).parents))]
    leads_out = any(entry.mode == _LINK for entry in kept)
    return tuple(entry.file for entry in (everything if leads_out else kept))


def _share_cache(ws: Workspace, there: Workspace) -> None:
    """Not being able to only costs time."""
    ours, theirs = (each.private / "cache" / "platform" for each in (ws, there))
    with contextlib.suppress(OSError):
        ours.mkdir(parents=True, exist_ok=True)
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.symlink_to(ours)
