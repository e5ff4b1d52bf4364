"""Compare a stack's folder with what was compiled: what is new, changed, left over, edited by hand, or not ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.emit.manifest import NAME, parse_manifest
from compiler.emit.switch import OPAQUE
from compiler.model.manifest import Manifest
from compiler.source.canonical import digest_bytes

_NOISE = frozenset({"__pycache__"})


@dataclass(frozen=True, slots=True)
class Survey:
    """Paths relative to the folder, sorted. `edited` are managed files whose bytes neither run of compile wrote.

    `carried` is everything that must be in the folder afterwards although it is not ours, caches included.
    """

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    left_over: tuple[str, ...]
    edited: tuple[str, ...]
    unmanaged: tuple[str, ...]
    carried: tuple[str, ...]
    broken_manifest: str

    @property
    def changed(self) -> tuple[str, ...]:
        """Everything that a run would write or remove."""
        return tuple(sorted({*self.missing, *self.stale, *self.left_over}))


def survey(folder: Path, wanted: Mapping[str, bytes]) -> Survey:
    """Look, without changing anything. `wanted` holds every managed file with the manifest. Raises OSError."""
    present = _files(folder)
    recorded, broken = _recorded(folder)
    known = dict(recorded.files) if recorded else {}
    contents = {path: _read(folder / path) for path in present if path in wanted or path in known}
    stale = [path for path in wanted if path in present and contents[path] != wanted[path]]
    left_over = [path for path in known if path in present and path not in wanted]
    edited = [path for path in (*stale, *left_over) if path != NAME and not _wrote(contents[path], known.get(path))]
    carried = [path for path in present if path not in wanted and path not in known]
    unmanaged = [path for path in carried if not _NOISE.intersection(Path(path).parts)]
    missing = [path for path in wanted if path not in present]
    lists = (sorted(paths) for paths in (missing, stale, left_over, edited, unmanaged, carried))
    return Survey(*(tuple(paths) for paths in lists), broken_manifest=broken)


def same_text(one: bytes | None, other: bytes) -> bool:
    """Equal but for the line endings that a checkout may have changed."""
    return one is not None and one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _wrote(content: bytes | None, recorded: str | None) -> bool:
    if content is None or recorded is None:
        return False
    return recorded in (digest_bytes(content), digest_bytes(content.replace(b"\r\n", b"\n")))


def _recorded(folder: Path) -> tuple[Manifest | None, str]:
    try:
        return parse_manifest((folder / NAME).read_bytes()), ""
    except FileNotFoundError:
        return None, ""
    except ValueError as error:
        return None, str(error)


def _files(folder: Path) -> list[str]:
    """Every file and symbolic link below a folder but for opaque folders at its top; links are not followed."""
    found: list[str] = []
    for root, folders, files in os.walk(folder, onerror=_raise if folder.is_dir() else None):
        if root == str(folder):
            folders[:] = [name for name in folders if name not in OPAQUE]
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        found.extend((Path(root) / name).relative_to(folder).as_posix() for name in (*files, *links))
    return sorted(found)


def _raise(error: OSError) -> None:
    raise error


def _read(path: Path) -> bytes | None:
    """None for what is no plain file: it is never what compile wrote."""
    return None if path.is_symlink() or not path.is_file() else path.read_bytes()
