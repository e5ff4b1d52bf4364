"""Child processes that run the job runtime: guarded, in their own session, most of them forks of one warm process."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, TypeVar

from compiler.provider import forkserver
from compiler.provider.environment import child_environment
from compiler.provider.forkserver import Forked, ForkServer

_NOTHING: Mapping[str, str] = MappingProxyType({})
_P = TypeVar("_P", bound="subprocess.Popen[bytes] | Forked | None")


@dataclass(frozen=True, slots=True)
class Child:
    """`mark` stands in the command line of the process; `guard` is the end of the pipe on which its life hangs."""

    process: subprocess.Popen[bytes] | Forked
    mark: str
    guard: BinaryIO

    @property
    def pid(self) -> int:
        """Also the id of its process group."""
        return self.process.pid

    def release(self) -> None:
        """Let it outlive this process; nobody waits for it here any more."""
        with contextlib.suppress(BrokenPipeError):
            self.guard.write(b"r")
        self.guard.close()
        _close_pipes(self.process)
        if isinstance(self.process, Forked):
            self.process.forget()
        else:
            # It is not ours to wait for now, and Popen would complain when it is collected.
            self.process.returncode = 0

    def stop(self) -> None:
        """End the whole group at once; whoever reads its output sees it end."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the whole group and collect it."""
        self.stop()
        self.process.wait()
        _close_pipes(self.process)
        self.guard.close()


class Workers:
    """Starts children: forks of a server that has imported the heavy libraries, where they can be."""

    def __init__(self) -> None:
        self._server: ForkServer | None = None
        self._mark = _new_mark()
        self._busy: list[Child] = []
        self._lock = threading.Lock()
        self._closed = False

    def prewarm(self) -> None:
        """Start the server, so that it imports while other work goes on."""
        with self._lock:
            if self._server is None and not self._closed and forkserver.possible():
                self._server = ForkServer(self._mark)

    def start(self, command: str, request: Path, *, threads: int = 1, variables: Mapping[str, str] = _NOTHING) -> Child:
        """Run a job whose output can be read from the child's pipes; `variables` are added to its environment."""
        return self._start((command, str(request)), threads, variables, None)

    def start_logged(self, command: str, request: Path, log: Path) -> Child:
        """Run a job that writes to the end of `log`, so that it can be released."""
        number = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(number, "ab", buffering=0) as file:
            return self._start((command, str(request)), 1, _NOTHING, file)

    def done(self, child: Child) -> None:
        """End what is left of a child that `start` or `start_logged` gave."""
        with self._lock:
            self._busy = [item for item in self._busy if item is not child]
        child.kill()

    def released(self, child: Child) -> None:
        """Release a child for good."""
        with self._lock:
            self._busy = [item for item in self._busy if item is not child]
        child.release()

    def close(self) -> None:
        """End the server and the jobs that still run; released ones live on."""
        with self._lock:
            self._closed = True
            server, self._server = self._server, None
            busy = list(self._busy)
        for child in busy:
            child.stop()
        if server is not None:
            server.close()

    def _start(
        self, arguments: tuple[str, ...], threads: int, variables: Mapping[str, str], log: BinaryIO | None
    ) -> Child:
        child = None
        # A check needs none of the heavy libraries, and would only wait for them.
        if arguments[0] != "check":
            self.prewarm()
            child = self._fork(arguments, threads, variables, log)
        child = child or spawn(arguments, threads=threads, variables=variables, log=log)
        with self._lock:
            self._busy.append(child)
            closed = self._closed
        if closed:
            child.stop()
        return child

    def _fork(
        self, arguments: tuple[str, ...], threads: int, variables: Mapping[str, str], log: BinaryIO | None
    ) -> Child | None:
        server = self._server
        if server is None:
            return None
        process, guard = _guarded(lambda pipe: server.fork(arguments, pipe, log, threads, variables))
        if process is None:
            guard.close()
            return None
        return Child(process, self._mark, guard)


def spawn(
    arguments: tuple[str, ...],
    *,
    threads: int,
    variables: Mapping[str, str] = _NOTHING,
    log: BinaryIO | None = None,
) -> Child:
    """A guarded child at the head of a session of its own, with its output in `log` or in pipes."""
    mark = _new_mark()
    output = log or subprocess.PIPE

    def start(pipe: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            # -P keeps the current folder, which may hold anything, out of the module search.
            [sys.executable, "-P", "-m", "compiler.provider.child", str(pipe), mark, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**variables, **child_environment(threads)},
            pass_fds=(pipe,),
            start_new_session=True,
        )

    process, guard = _guarded(start)
    return Child(process, mark, guard)


def _new_mark() -> str:
    return f"modelwright-{secrets.token_hex(8)}"


def _guarded(start: Callable[[int], _P]) -> tuple[_P, BinaryIO]:
    """What `start` makes of one end of a new pipe, and the other end."""
    reading, guard = os.pipe()
    try:
        process = start(reading)
    except BaseException:
        os.close(guard)
        raise
    finally:
        os.close(reading)
    return process, os.fdopen(guard, "wb", buffering=0)


def _close_pipes(process: subprocess.Popen[bytes] | Forked) -> None:
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
