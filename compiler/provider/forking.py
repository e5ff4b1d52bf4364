"""The process that jobs are forked from: it imports what all of them need, once, and starts one for each order.

Arguments: the descriptor of a socket, and a mark by which this process and its jobs are known. An order is one JSON
object `{"arguments", "threads", "variables"}` with four descriptors: the job's standard output and error, its guard
(see `child`) and the pipe on which its end is told, as the status that `wait` gives. The job answers with its number.
This process ends when the socket closes; its jobs hang on their guards.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Generator, Sequence
from typing import NoReturn

from compiler.provider.child import guard
from compiler.provider.environment import THREADS
from compiler.runtime.__main__ import main as run
from compiler.runtime.job import reseed, warm

_NUMBER = 4
"""Bytes of a process number and of a status."""
_ORDER = 1 << 20
"""Bytes, more than a socket takes at once."""
_LOOK = 0.2
"""Seconds between two looks at the parent during the import."""


def main() -> None:
    """Import, then fork."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with _watched():
        warm()
    gc.freeze()  # what is imported is never garbage in a job: pages that nobody writes to stay shared
    Forking(control).serve()


@contextlib.contextmanager
def _watched() -> Generator[None]:
    """Nobody reads the socket in this block: whether the parent has gone is looked at by the clock.

    Not by a thread: what is forked must have only one.
    """
    parent = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


class Forking:
    """The loop: orders come from the socket, ends of jobs from the kernel."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._ends: dict[int, int] = {}

    def serve(self) -> None:
        """Until the socket closes."""
        woken, wake = os.pipe()
        for pipe in (woken, wake):
            os.set_blocking(pipe, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fd == woken:
                        os.read(woken, 4096)
                        self._collect()
                    elif not self._take((selector, woken, wake)):
                        return

    def _take(self, own: tuple[selectors.BaseSelector, int, int]) -> bool:
        """One order; False when there will be no more."""
        data, descriptors, _, _ = socket.recv_fds(self._control, _ORDER, 4)
        if not data:
            return False
        out, err, guarded, end = descriptors
        pid = os.fork()
        if pid == 0:
            self._become(json.loads(data), (out, err, guarded), (end, *own[1:]), own[0])
        for descriptor in (out, err, guarded):
            os.close(descriptor)
        self._ends[pid] = end
        return True

    def _become(
        self,
        order: dict[str, object],
        files: tuple[int, int, int],
        close: Sequence[int],
        selector: selectors.BaseSelector,
    ) -> NoReturn:
        """In the forked process: be what a process of its own would be, and run the job."""
        code = 1
        try:
            os.setsid()
            # Only now can its group be ended, which whoever gets the answer may want at once.
            self._control.sendall(os.getpid().to_bytes(_NUMBER, "big"))
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            selector.close()
            self._control.close()
            for descriptor in (*close, *self._ends.values()):
                os.close(descriptor)
            out, err, guarded = files
            for source, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
                os.dup2(source, number)
                os.close(source)
            guard(guarded)
            code = _job(order)
        except BaseException:
            traceback.print_exc()
        finally:
            # What the first process registered for its end is not this one's to do.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _collect(self) -> None:
        """Tell the ends of jobs. What a job started ends with it, while its number cannot be another's yet."""
        while ended := self._ended():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(ended, signal.SIGKILL)
            _, status = os.waitpid(ended, 0)
            end = self._ends.pop(ended)
            with contextlib.suppress(BrokenPipeError):
                os.write(end, status.to_bytes(_NUMBER, "big"))
            os.close(end)

    def _ended(self) -> int:
        """A job that has ended and is not collected; 0 when there is none."""
        if not self._ends:
            return 0
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return found.si_pid if found else 0


def _job(order: dict[str, object]) -> int:
    variables, arguments = order["variables"], order["arguments"]
    assert isinstance(variables, dict) and isinstance(arguments, list)
    for name, value in variables.items():
        os.environ.setdefault(name, value)
    # For what the job imports or starts itself; to libraries that are there it tells the number of threads.
    os.environ.update(dict.fromkeys(THREADS, str(order["threads"])))
    reseed()
    sys.argv = ["compiler.runtime", *arguments]
    try:
        return run(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)


if __name__ == "__main__":
    main()
