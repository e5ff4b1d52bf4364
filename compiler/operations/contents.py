"""What the files of a project hold, in one word. In: names of files, or their digests; out: a digest of all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from compiler.model.manifest import Emitted
from compiler.source.canonical import digest, digest_bytes


def on_disk(root: str, names: Iterable[str]) -> str:
    """Of the files of these names, read now; empty when one cannot be read, or is no regular file."""
    try:
        return digest({name: _digest(f"{root}/{name}") for name in names})
    except OSError:
        return ""


def as_written(stacks: Iterable[Emitted]) -> str:
    """The same word for the files of stacks that have just been compiled."""
    return digest({f"{stack.folder}/{name}": known for stack in stacks for name, known in stack.files.items()})


def names_of(stacks: Iterable[Emitted]) -> list[str]:
    """The files of stacks, relative to the workspace."""
    return [f"{stack.folder}/{name}" for stack in stacks for name in stack.files]


def _digest(path: str) -> str:
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError
    with open(path, "rb") as file:  # noqa: PTH123
        return digest_bytes(file.read())
