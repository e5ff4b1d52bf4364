"""How far a long piece of work has come. In: counts; out: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

_PAUSE = 0.1
"""Seconds between two pictures."""
_PATIENCE = 0.3
"""Seconds before there is anything to see: what is done sooner needs no bar."""


@contextmanager
def bar(stream: TextIO, *, live: bool) -> Generator[Callable[[int, int], None]]:
    """A function that takes how much is done and of how much; the bar is gone when the block is left."""
    if not live:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    # Drawn when it is told, not by a thread of its own: the work is shared among processes made from this one.
    drawn = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=stream),
        auto_refresh=False,
        transient=True,
    )
    task = drawn.add_task("", total=None)
    begun = last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - begun < _PATIENCE or now - last < _PAUSE:
            return
        last = now
        drawn.start()
        drawn.update(task, completed=done, total=total, refresh=True)

    try:
        yield tell
    finally:
        drawn.stop()
