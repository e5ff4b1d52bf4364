"""A signal that asks the process to end becomes an exception, so that work is wound up exactly as after Ctrl-C."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn


class Terminated(KeyboardInterrupt):
    """Raised in the main thread when SIGTERM arrives."""


def listen() -> None:
    """From now on SIGTERM raises `Terminated`."""
    signal.signal(signal.SIGTERM, _raise)


def _raise(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
