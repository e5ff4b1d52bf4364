"""Ends a job that runs too long or is asked to stop, and writes down which of the two it was."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable

from .failure import Failure

End = Callable[[Failure], None]
"""Writes the result of a failed job."""


def watch(timeout_seconds: float, end: End) -> Callable[[], None]:
    """Starts the watch; call what it returns when the job is done. Must be called in the main thread.

    A signal's own handler would only run between two steps of Python, and a fit may take minutes inside one. The wakeup
    descriptor is written to at once, whatever the main thread is doing, and a thread reads it.
    """
    done = threading.Lock()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)

    def finish(failure: Failure, status: int) -> None:
        if done.acquire(blocking=False):
            with contextlib.suppress(Exception):
                end(failure)
            os._exit(status)

    def stopped() -> None:
        for byte in iter(lambda: os.read(reading, 1), b""):
            if byte[0] in (signal.SIGTERM, signal.SIGINT):
                finish(Failure("stopped", "the job was asked to stop"), 128 + byte[0])

    def late() -> None:
        finish(Failure("timeout", f"{timeout_seconds:g} seconds are over and the job is not done"), 1)

    threading.Thread(target=stopped, daemon=True, name="stop").start()
    timer = threading.Timer(timeout_seconds, late)
    timer.daemon = True
    timer.start()

    _leave_alone_what_forks(done)

    def over() -> None:
        if not done.acquire(blocking=False):
            # Another thread is ending the process.
            threading.Event().wait()
        timer.cancel()

    return over


def _leave_alone_what_forks(done: threading.Lock) -> None:
    """What the job forks, such as a pool of workers, is stopped for itself: the pipe is the job's own."""

    def forked() -> None:
        if not done.locked():
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forked)
