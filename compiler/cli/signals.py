"""A signal to end becomes an exception, so that work is wound up; a second one ends the process at once."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

_asked: list[int] = []


class Terminated(KeyboardInterrupt):
    """Raised in the main thread when SIGTERM arrives."""


def listen() -> None:
    """From now on SIGTERM raises `Terminated`, and whichever of it and Ctrl-C comes second waits for nothing.

    Children end with this process, and what was begun is on disk: the next run takes it up as after `kill -9`.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever starts a command in the background may have it ignore Ctrl-C.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    if _asked:
        os._exit(128 + number)
    _asked.append(number)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated
