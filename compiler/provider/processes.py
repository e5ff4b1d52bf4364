"""Child processes that run the job runtime: guarded, in their own session, some of them started ahead of their work."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from compiler.provider.environment import child_environment


@dataclass(frozen=True, slots=True)
class Child:
    """`mark` stands in the command line of the process; `guard` is the end of the pipe on which its life hangs."""

    process: subprocess.Popen[bytes]
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
    """Starts children; those started ahead have imported the heavy libraries by the time there is work for them."""

    def __init__(self) -> None:
        self._waiting: list[Child] = []
        self._busy: list[Child] = []
        self._lock = threading.Lock()
        self._closed = False

    def prewarm(self, count: int) -> None:
        """Start `count` children that wait for work."""
        started = [spawn(("standby",), threads=1) for _ in range(count)]
        with self._lock:
            self._waiting.extend(started)

    def start(
        self, command: str, request: Path, *, threads: int = 1, variables: Mapping[str, str] = MappingProxyType({})
    ) -> Child:
        """Run a job whose output can be read from the child's pipes; `variables` are added to its environment."""
        # A check needs none of the heavy libraries: it would only wait for their import, and take a place.
        # One started ahead has an environment already.
        child = self._take() if threads == 1 and command != "check" and not variables else None
        if child is None:
            return self._track(spawn((command, str(request)), threads=threads, variables=variables))
        return self._track(_hand_over(child, command, request, None))

    def start_logged(self, command: str, request: Path, log: Path) -> Child:
        """Run a job that writes to `log`, so that it can be released."""
        child = self._take() or spawn(("standby",), threads=1)
        return self._track(_hand_over(child, command, request, log))

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
        """End the children that wait and the jobs that still run; released ones live on."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            busy = list(self._busy)
        for child in busy:
            child.stop()
        for child in waiting:
            child.kill()

    def _take(self) -> Child | None:
        with self._lock:
            while self._waiting:
                child = self._waiting.pop(0)
                if child.process.poll() is None:
                    return child
                child.kill()
        return None

    def _track(self, child: Child) -> Child:
        with self._lock:
            self._busy.append(child)
            closed = self._closed
        if closed:
            child.stop()
        return child


def spawn(arguments: tuple[str, ...], *, threads: int, variables: Mapping[str, str] = MappingProxyType({})) -> Child:
    """A guarded child with pipes for its input and output, at the head of a session of its own."""
    mark = f"modelwright-{secrets.token_hex(8)}"
    reading, guard = os.pipe()
    try:
        process = subprocess.Popen(
            # -P keeps the current folder, which may hold anything, out of the module search.
            [sys.executable, "-P", "-m", "compiler.provider.child", str(reading), mark, *arguments],
            stdin=subprocess.PIPE if arguments == ("standby",) else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**variables, **child_environment(threads)},
            pass_fds=(reading,),
            start_new_session=True,
        )
    except BaseException:
        os.close(guard)
        raise
    finally:
        os.close(reading)
    return Child(process, mark, os.fdopen(guard, "wb", buffering=0))


def _hand_over(child: Child, command: str, request: Path, log: Path | None) -> Child:
    job = {"command": command, "request": str(request), "log": str(log) if log else None}
    assert child.process.stdin is not None
    # A child that died in the meantime is noticed by whoever waits for its result.
    with contextlib.suppress(BrokenPipeError):
        child.process.stdin.write(json.dumps(job).encode() + b"\n")
        child.process.stdin.flush()
    with contextlib.suppress(BrokenPipeError):
        child.process.stdin.close()
    return child


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
