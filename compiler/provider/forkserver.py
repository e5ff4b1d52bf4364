"""Jobs as forks of one process that has imported everything: they start at once, and share its memory."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import BinaryIO

from compiler.provider.environment import child_environment

_NUMBER = 4


def possible() -> bool:
    """Where libraries bear it: on macOS those of the system do not, once they were used."""
    return sys.platform == "linux"


class Forked:
    """A forked job, with the part of `subprocess.Popen` that its parent uses."""

    def __init__(self, pid: int, end: int, stdout: BinaryIO | None, stderr: BinaryIO | None) -> None:
        self.pid = pid
        self.stdout = stdout
        self.stderr = stderr
        self.returncode: int | None = None
        self._end = end
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        with self._lock:
            if self.returncode is None and select.select([self._end], [], [], 0)[0]:
                self._settle()
            return self.returncode

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        with self._lock:
            return self._settle() if self.returncode is None else self.returncode

    def forget(self) -> None:
        """It is not waited for any more."""
        with self._lock:
            if self.returncode is None:
                self._close(0)

    def _settle(self) -> int:
        status = os.read(self._end, _NUMBER)
        if not status:  # who would tell its end was killed: the job must not live on unseen
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return self._close(os.waitstatus_to_exitcode(int.from_bytes(status, "big")) if status else -signal.SIGKILL)

    def _close(self, code: int) -> int:
        self.returncode = code
        os.close(self._end)
        return code


class ForkServer:
    """The process that jobs are forked from. Safe to use from several threads; `close` it at the end."""

    def __init__(self, mark: str) -> None:
        """Start it; it imports while other work goes on. `mark` will stand in its command line and that of its jobs."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "compiler.provider.forking", str(theirs.fileno()), mark],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=child_environment(1), pass_fds=(theirs.fileno(),), start_new_session=True,
            )  # fmt: skip
        except BaseException:
            self._control.close()
            raise
        finally:
            theirs.close()

    def fork(
        self, arguments: tuple[str, ...], guard: int, log: BinaryIO | None, threads: int, variables: Mapping[str, str]
    ) -> Forked | None:
        """Start a job whose life hangs on the pipe `guard`, and whose output goes to `log` or to pipes.

        Numerical libraries have `threads` threads, and `variables` are added to the environment.

        Waits until the server has imported everything. None when it has died, or the order is too large for it.
        """
        order = json.dumps({"arguments": arguments, "threads": threads, "variables": dict(variables)}).encode()
        ours: list[int] = []
        theirs: list[int] = []
        try:
            for _ in range(1 if log else 3):
                reading, writing = os.pipe()
                ours.append(reading)
                theirs.append(writing)
            out, err = (log.fileno(), log.fileno()) if log else theirs[1:]
            pid = self._asked(order, [out, err, guard, theirs[0]])
            if not pid:
                return None
            kept, ours = ours, []
        finally:
            for descriptor in (*ours, *theirs):
                os.close(descriptor)
        end, *pipes = kept
        streams = [os.fdopen(pipe, "rb", buffering=0) for pipe in pipes] or [None, None]
        return Forked(pid, end, streams[0], streams[1])

    def _asked(self, order: bytes, descriptors: list[int]) -> int:
        """The number of the new process; 0 when there is none."""
        with self._lock, contextlib.suppress(OSError):
            socket.send_fds(self._control, [order], descriptors)
            return int.from_bytes(self._control.recv(_NUMBER), "big")
        return 0

    def close(self) -> None:
        """End the server, and with it every wait in `fork`; jobs live on."""
        self._process.kill()
        self._process.wait()
        self._control.close()
