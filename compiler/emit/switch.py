"""Put a finished folder in the place of another in one step, and clear what a killed run left."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
OPAQUE = frozenset({"venv", ".venv", "__pycache__", "node_modules"})
"""What tools keep at the top of a stack's folder: never looked into or listed, moved along as a whole."""

_AT_ONCE = 8


def staging_folder(target: Path) -> Path:
    """Where this process builds the next content of `target`: beside it, so that a rename suffices."""
    return target.parent / f".{target.name}.{os.getpid()}.new"


def exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where the system cannot."""
    rename = _renameat2()
    return (
        rename is not None and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    )


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    on_linux = sys.platform.startswith("linux")
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if on_linux else None


def switch(staging: Path, target: Path, swap: Callable[[Path, Path], bool] = exchange) -> None:
    """Make `staging` the content of `target`; readers see the old or the new, never a mix. Raises OSError.

    What it replaces is then at `staging`, or nothing is. Where names cannot be swapped the target is absent between two
    renames; `recover` heals a run killed there.
    """
    if not target.exists():
        staging.rename(target)
        return
    if swap(staging, target):
        _keep_opaque(staging, target)
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


def remove(folders: Iterable[Path]) -> None:
    """Remove folders, as far as that goes, many at once: the disk takes longer for it than the processor."""
    waiting = list(folders)

    def work() -> None:
        while waiting:
            with contextlib.suppress(IndexError):
                shutil.rmtree(waiting.pop(), ignore_errors=True)

    helpers = [threading.Thread(target=work) for _ in range(min(_AT_ONCE, len(waiting)) - 1)]
    for helper in helpers:
        helper.start()
    work()
    for helper in helpers:
        helper.join()


def _clear(old: Path, target: Path) -> None:
    """Remove a former content of `target`, which keeps the opaque folders in it."""
    _keep_opaque(old, target)
    shutil.rmtree(old, ignore_errors=True)


def _keep_opaque(old: Path, target: Path) -> None:
    for name in OPAQUE:
        kept = old / name
        if kept.is_dir() and target.is_dir() and not (target / name).exists():
            kept.rename(target / name)


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
