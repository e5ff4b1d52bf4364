"""Where the file of a location is, for readers outside of the workspace. In: a location's file; out: a `Place`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compiler.source.location import COMMAND_LINE
from compiler.source.share import PRODUCT


@dataclass(frozen=True, slots=True)
class Place:
    """`path` with forward slashes, relative to the repository, or to the installed product when `bundled`."""

    path: str
    bundled: bool = False


def place(file: str, prefix: str) -> Place | None:
    """`prefix` is `repository_prefix` of the workspace. None for what is in no file: the command line."""
    if file == COMMAND_LINE:
        return None
    if file.startswith(PRODUCT):
        return Place(file.removeprefix(PRODUCT), bundled=True)
    return Place(prefix + file)


def repository_prefix(workspace: Path) -> str:
    """The workspace relative to the repository that it is in, ending in a slash; empty when it is the repository."""
    root = workspace.resolve()
    for above in (root, *root.parents):
        if (above / ".git").exists():
            inside = root.relative_to(above).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""
