"""Put a finished folder in the place of another in one step, and clear what a killed run left."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
OPAQUE = frozenset({"venv", ".venv", "__pycache__", "node_modules"})
"""What tools keep at the top of a stack's folder: never looked into or listed, moved along as a whole."""


def staging_folder(target: Path) -> Path:
    """Where this process builds the next content of `target`: beside it, so that a rename suffices."""
    return target.parent / f".{target.name}.{os.getpid()}.new"


def exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def switch(staging: Path, target: Path, swap: Callable[[Path, Path], bool] = exchange) -> None:
    """Make `staging` the content of `target`; readers see the old or the new, never a mix. Raises OSError.

    Where names cannot be swapped the target is absent between two renames; `recover` heals a run killed there.
    """
    if not target.exists():
        staging.rename(target)
        return
    if swap(staging, target):
        _clear(staging, target)
        return
    old = staging.with_suffix(".old")
    target.rename(old)
    try:
        staging.rename(target)
    except OSError:
        old.rename(target)
        raise
    _clear(old, target)


def recover(target: Path) -> None:
    """Bring back a target that a killed run left renamed, and remove what dead processes left. Raises OSError."""
    if not target.parent.is_dir():
        return
    left = re.compile(rf"\.{re.escape(target.name)}\.([0-9]+)\.(new|old)")
    for path in sorted(target.parent.iterdir()):
        match = left.fullmatch(path.name)
        if match is None or _runs(int(match[1])):
            continue
        if match[2] == "old" and not target.exists():
            path.rename(target)
        else:
            _clear(path, target)


def _clear(old: Path, target: Path) -> None:
    """Remove a former content of `target`, which keeps the opaque folders in it."""
    for name in OPAQUE:
        kept = old / name
        if kept.is_dir() and target.is_dir() and not (target / name).exists():
            kept.rename(target / name)
    shutil.rmtree(old, ignore_errors=True)


def _runs(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
