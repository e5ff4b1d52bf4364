"""One holder at a time: an exclusive lock beside a file, with a record of who has it. Death frees it."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import write_atomic

PATIENCE = 0.4
"""Seconds to wait for a holder that is just about to end."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; times in seconds since 1970. `started` tells a process from a later one of the same number."""

    pid: int
    host: str
    started: float
    since: float
    command: str
    what: str


@contextmanager
def locked(path: Path, what: str) -> Generator[None]:
    """Hold the lock of `path` (`<path>.lock`, who in `<path>.holder`) while the body runs.

    `what` says for what, such as `up churn local`. Raises `Refused` (P003) within a second when another process has
    it, and P012 when the folder takes no files. A holder that died holds nothing.
    """
    import filelock

    lock = filelock.FileLock(f"{path}.lock", timeout=PATIENCE, thread_local=False)
    record = holder_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(poll_interval=0.05)
        write_atomic(record, json.dumps(asdict(_myself(what))).encode())
    except filelock.Timeout:
        raise _held(path) from None
    except OSError as error:
        lock.release()
        raise refuse(
            "P012",
            f"no lock can be made beside `{path.name}`: {error.strerror}",
            hint=f"make room or repair the permissions of `{path.name}.lock`, and run the command again",
        ) from error
    try:
        yield
    finally:
        record.unlink(missing_ok=True)
        lock.release()


def holder_file(path: Path) -> Path:
    """Where the record of a lock's holder is."""
    return path.with_name(f"{path.name}.holder")


def read_holder(path: Path) -> Holder | None:
    """Who holds the lock of `path`, if anybody left a legible record."""
    try:
        values = json.loads(holder_file(path).read_bytes())
        return Holder(**{name: values[name] for name in Holder.__slots__})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _myself(what: str) -> Holder:
    import psutil

    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return Holder(os.getpid(), socket.gethostname(), psutil.Process().create_time(), time.time(), command, what)


def _held(path: Path) -> Refused:
    holder = read_holder(path)
    if holder is None:
        return refuse("P003", "another process is working on this stack", hint="wait until it has ended")
    age = _age(time.time() - holder.since)
    return refuse(
        "P003",
        f"`{holder.what}` is at work here for {age}: process {holder.pid} on {holder.host} (`{holder.command}`)",
        hint=f"wait until it has ended, or end it with `kill {holder.pid}`; its work is taken up again",
    )


def _age(seconds: float) -> str:
    whole = max(0, int(seconds))
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if whole >= 2 * size:
            return f"{whole // size} {unit}"
    return f"{whole} s"
