"""Work in progress: a live line per resource on a terminal, plain lines otherwise. In: events; out: a stream."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from compiler.model.events import Event, Failed, Finished, OnEvent, Progress, Started
from compiler.model.plan import Action, Step
from compiler.reports.style import seconds, short

if TYPE_CHECKING:
    from rich.table import Table

_DOING = {
    Action.CREATE: "creating",
    Action.UPDATE: "updating",
    Action.REPLACE: "replacing",
    Action.DELETE: "removing",
    Action.SAME: "checking",
    Action.READ: "reading",
}


@contextmanager
def display(stream: TextIO, *, live: bool) -> Generator[OnEvent]:
    """A function to give to an engine; what it is told appears on `stream` until the block is left."""
    if live:
        with _live(stream) as on_event:
            yield on_event
    else:
        yield _plain(stream)


def event_line(event: Event) -> str:
    """One event as one line without colour."""
    match event:
        case Started(step):
            return f"{step.address}  {doing(step)}"
        case Progress(address, text):
            return f"{address}  {text}"
        case Finished(step, _, taken):
            return f"{step.address}  done in {seconds(taken)}"
        case Failed(step, summary, taken):
            return f"{step.address}  failed after {seconds(taken)}: {summary}"


def doing(step: Step) -> str:
    """`creating`, `replacing`, …"""
    return _DOING[step.action]


def _plain(stream: TextIO) -> OnEvent:
    lock = threading.Lock()

    def on_event(event: Event) -> None:
        if isinstance(event, (Started, Finished)) and event.step.action is Action.SAME:
            return
        with lock:
            print(event_line(event), file=stream, flush=True)

    return on_event


@contextmanager
def _live(stream: TextIO) -> Generator[OnEvent]:
    from rich.console import Console
    from rich.live import Live

    rows: dict[str, tuple[str, str]] = {}
    lock = threading.Lock()
    live = Live(console=Console(file=stream), refresh_per_second=8, redirect_stdout=False, redirect_stderr=False)

    def on_event(event: Event) -> None:
        with lock:
            _note(rows, event)
            live.update(_table(rows))
            # Not before the first event: until then the terminal belongs to the plan and the question.
            live.start()

    try:
        yield on_event
    finally:
        live.stop()


def _note(rows: dict[str, tuple[str, str]], event: Event) -> None:
    """Keep the last word on each resource: its state, and the text beside it."""
    match event:
        case Started(step):
            if step.action is not Action.SAME:
                rows[str(step.address)] = ("active", doing(step))
        case Progress(address, text):
            rows[str(address)] = ("active", short(text, 90))
        case Finished(step, _, taken):
            if step.action is not Action.SAME:
                rows[str(step.address)] = ("done", f"done in {seconds(taken)}")
        case Failed(step, summary, taken):
            rows[str(step.address)] = ("failed", f"failed after {seconds(taken)}: {summary}")


def _table(rows: dict[str, tuple[str, str]]) -> Table:
    from rich.spinner import Spinner
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    marks = {"done": Text("✓", style="green"), "failed": Text("✗", style="bold red")}
    for name, (state, text) in rows.items():
        grid.add_row(marks.get(state) or Spinner("dots"), Text(name, style="bold"), Text(text))
    return grid
