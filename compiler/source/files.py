"""Files that are either entirely old or entirely new, and paths that stay inside their root."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Generator
from functools import lru_cache
from pathlib import Path

from compiler.source.diagnostic import refuse

_REFUSALS = frozenset(
    getattr(errno, name)
    for name in ("EACCES", "EPERM", "ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENFILE", "EFBIG")
    if hasattr(errno, name)
)
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write beside the target, fsync, rename over it, fsync the folder.

    Raises OSError that names the target; the old file then stands, or the new one where only its name is not durable.
    """
    import tempfile

    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextlib.contextmanager
def naming(path: Path) -> Generator[None]:
    """An OSError of the body names this file: failed writes name none, and a temporary name tells nobody anything."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the target and rename over it: whole or not at all, but not durable, for what can be made again.

    Raises OSError and then leaves the old file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_named(path: Path, data: bytes) -> None:
    """Write to a path of the user's own: what is there keeps its kind. Raises OSError, also for a folder.

    A regular file is replaced atomically and keeps its permissions; a link stays, and what it leads to is written; a
    FIFO or a device is opened and written to.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        write_atomic(_followed(path), data)
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if stat.S_ISREG(mode):
        write_atomic(_followed(path), data, mode=mode & 0o777)
        return
    with os.fdopen(os.open(path, os.O_WRONLY), "wb") as file:
        file.write(data)


def _followed(path: Path) -> Path:
    return Path(os.path.realpath(path))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; does nothing where folders cannot be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_everything(folder: Path) -> None:
    """Make durable all that was written to the file system of `folder`: once for many files. Raises OSError."""
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform.startswith("linux") else None
    if call is None:
        getattr(os, "sync", lambda: None)()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if call(descriptor):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)


def refused_by_system(error: BaseException) -> bool:
    """True for what the disk, its permissions or its limits caused, and no mistake of ours."""
    return isinstance(error, OSError) and error.errno in _REFUSALS


def inside(root: Path, relative: str) -> Path | None:
    """`root/relative`, resolved through symlinks; None when it is absolute, odd, or leaves `root`."""
    if not relative or "\0" in relative or "\\" in relative or Path(relative).is_absolute():
        return None
    base = _real(str(root))
    target = os.path.realpath(f"{base}/{relative}")
    if os.path.islink(target):  # noqa: PTH114
        return None  # it leads back to itself
    return Path(target) if target == base or target.startswith(f"{base.rstrip('/')}/") else None


@lru_cache(maxsize=64)
def _real(root: str) -> str:
    """Of a workspace, which is asked for with every path in it, and stays where it is."""
    return os.path.realpath(root)


def is_plain(name: str) -> bool:
    """True for a name that can be one part of a path and leads nowhere else."""
    return _PLAIN.fullmatch(name) is not None


def plain(name: str) -> str:
    """The name itself. Raises `Refused` (P016) when it is not plain."""
    if not is_plain(name):
        raise refuse(
            "P016",
            f"the name `{name}` cannot be part of a path",
            hint="names have letters, digits, `_`, `.` and `-`, and begin with a letter, a digit or `_`",
        )
    return name


def remove_below(root: Path, path: Path) -> None:
    """Remove a folder, file or link, as far as that goes; nothing when a link on the way leads out of `root`.

    What the last part links to is never touched.
    """
    import shutil

    above = path.parent.resolve()
    if not above.is_relative_to(root.resolve()):
        return
    if path.is_symlink() or not path.is_dir():
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
