"""Which process is meant: never another one that happens to have its number now."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProcessId:
    """`mark` is a random word in the command line of the process; `started` is in seconds since 1970.

    Start times are computed from a clock that may be set, and numbers are given out again; the mark is neither.
    """

    pid: int
    started: float
    mark: str


GRACE = 8.0
"""Seconds for a server to finish what it has begun before it is killed."""
_LOOK, _START = 0.01, 1.0
_MARK = re.compile(r"modelwright-[0-9a-f]{16}")


def is_sound(process: ProcessId) -> bool:
    """True for what can be an identity at all: one read from a file must not match foreign processes."""
    number, started, mark = process.pid, process.started, process.mark
    if isinstance(number, bool) or not isinstance(number, int) or not 1 < number < 2**31:
        return False
    timed = isinstance(started, (int, float)) and not isinstance(started, bool)
    return timed and isinstance(mark, str) and _MARK.fullmatch(mark) is not None


def identify(pid: int, mark: str) -> ProcessId:
    """The identity of a process that was just started: its command line can be read a moment after that."""
    import psutil

    try:
        process = ProcessId(pid, psutil.Process(pid).create_time(), mark)
    except psutil.Error:
        return ProcessId(pid, 0.0, mark)
    deadline = time.monotonic() + _START
    while not alive(process) and _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.001)
    return process


def _runs(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def alive(process: ProcessId) -> bool:
    """True while exactly this process runs."""
    import psutil

    try:
        # A finished process that nobody has collected has no command line any more.
        return process.mark in psutil.Process(process.pid).cmdline()
    except psutil.Error:
        return False


def terminate(process: ProcessId, grace: float) -> None:
    """Ask it to stop, then end its whole group; returns when it runs no more. A foreign process is left alone."""
    import psutil

    if not alive(process):
        return
    with contextlib.suppress(psutil.Error, ProcessLookupError):
        psutil.Process(process.pid).terminate()
        if not _ended(process, grace):
            os.killpg(process.pid, signal.SIGKILL)
            _ended(process, grace)


def _ended(process: ProcessId, seconds: float) -> bool:
    """Whether it stops running in this time. Its number may stay taken: who adopted it may never collect it."""
    deadline = time.monotonic() + seconds
    while alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK)
    return True


def holder_of(port: int) -> str:
    """Who listens on a port, such as `process 4711 (python)`; empty when that cannot be seen."""
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return ""
