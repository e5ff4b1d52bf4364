"""Contents in, the next folder of a stack out: built beside the old one, with what it keeps linked, not copied."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from compiler.emit.survey import Survey
from compiler.emit.switch import staging_folder
from compiler.source.canonical import digest_bytes
from compiler.source.files import naming

LARGE = 1 << 16
"""Bytes from which on a content that many stacks have is kept once for all of them."""


@dataclass(frozen=True, slots=True)
class Store:
    """Large contents by digest, in the workspace's private folder; stacks hold hard links to them."""

    private: Path

    def put(self, content: bytes, path: Path) -> None:
        """Make `path` a file with this content. Raises OSError."""
        kept = self._place(content)
        try:
            if not (kept.is_file() and not kept.is_symlink() and kept.read_bytes() == content):
                _keep(kept, content)
            os.link(kept, path)
        except (OSError, NotImplementedError):  # another file system, or one without links, or too many of them
            path.write_bytes(content)

    def adopt(self, path: Path, content: bytes) -> None:
        """Keep what a stack has already, where the store was cleared."""
        kept = self._place(content)
        if not kept.exists():
            with contextlib.suppress(OSError, NotImplementedError):
                kept.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, kept)

    def _place(self, content: bytes) -> Path:
        return self.private / "cache" / "files" / digest_content(content).removeprefix("sha256:")


def digest_content(content: bytes) -> str:
    """`sha256:<hex>` of a file's content; that of a large one is remembered."""
    return _digest_large(content) if len(content) >= LARGE else digest_bytes(content)


_digest_large = lru_cache(maxsize=8)(digest_bytes)


def build(store: Store, target: Path, wanted: Mapping[str, bytes], found: Survey, common: Set[str]) -> Path:
    """The folder that is to be `target`, beside it; `common` are the files that other stacks may have just so.

    Raises OSError that names a file of the target, and then leaves nothing.
    """
    staging = staging_folder(target)
    try:
        staging.mkdir(parents=True)
        written = {*found.missing, *found.stale}
        for path, content in wanted.items():
            with naming(target / path):
                if path not in written:
                    _carry(target / path, staging / path)
                    if path in common and len(content) >= LARGE:
                        store.adopt(staging / path, content)
                elif path in common and len(content) >= LARGE:
                    store.put(content, _parent(staging, path))
                else:
                    _parent(staging, path).write_bytes(content)
        for path in found.carried:
            _carry(target / path, _parent(staging, path))
        for path in found.edited:
            _carry(target / path, _parent(staging, _spare_name(target, path)))
        if target.exists():
            staging.chmod(target.stat().st_mode & 0o777)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return staging


def _keep(kept: Path, content: bytes) -> None:
    """Whole or not at all; a link elsewhere to a damaged file stays what it is."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}.tmp")
    fresh.write_bytes(content)
    fresh.replace(kept)


def _parent(staging: Path, path: str) -> Path:
    """The path in the folder that is built, with the folders above it made."""
    made = staging / path
    if "/" in path:
        made.parent.mkdir(parents=True, exist_ok=True)
    return made


def _carry(old: Path, new: Path) -> None:
    """The same file under a new name: a hard link keeps its times and costs nothing; else a copy."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def _spare_name(target: Path, path: str) -> str:
    """`<name>.orig`, numbered when an earlier edit is kept under that name."""
    name, number = f"{path}.orig", 1
    while (target / name).exists() or (target / name).is_symlink():
        number += 1
        name = f"{path}.orig{number}"
    return name
