"""Engine promise 2: whatever happens to a stack in whatever order, nothing is lost or doubled, and `up` arrives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.state import Pending
from tests.torture.histories import made, play, powered, shortest

PROMISE = "e2 stack histories"
SWEEP = 25
"""Each so many histories one has a fault at every operation of every command."""


def attack(run, folder: Path, monkeypatch) -> None:
    with powered(monkeypatch) as player:
        for number, chance in run.cases():
            steps, place = made(chance), folder / f"case{number}"
            for at, what in play(place, steps, player, sweep=number % SWEEP == 0):
                short = shortest(folder / f"again{number}", steps[: at + 1], player)
                run.report(number, f"{what}; after {short}")
            shutil.rmtree(place, ignore_errors=True)


def test_histories(campaign, tmp_path, monkeypatch):
    with campaign(PROMISE, small=30, full=10_000) as run:
        attack(run, tmp_path, monkeypatch)


def test_planted_late_intent(planted, tmp_path, monkeypatch):
    """An intent that is written with the next change only."""

    def begin(self, kind, record):
        with self.lock:
            self._forget(record.urn, kind)
            self.pending.append(Pending(kind, record))

    monkeypatch.setattr(Checkpoint, "begin", begin)
    with planted(PROMISE, "an intent is not on disk before the work begins", count=40) as run:
        attack(run, tmp_path, monkeypatch)


def test_planted_forgotten_predecessor(planted, tmp_path, monkeypatch):
    """A replacement whose predecessor is no longer known."""
    finish = Checkpoint.finish
    monkeypatch.setattr(
        Checkpoint, "finish", lambda self, record, old, predecessor=None: finish(self, record, old or predecessor)
    )
    with planted(PROMISE, "a replaced resource is forgotten before it is gone", count=40) as run:
        attack(run, tmp_path, monkeypatch)


FOUND = {
    "a refused creation forgot the interrupted one before it": [
        ("write", [("a", (), {}, "")]),
        ("kill", "up", 3),
        ("fail", "up", 0),
    ],
}


@pytest.mark.parametrize("steps", FOUND.values(), ids=FOUND)
def test_found(steps, tmp_path, monkeypatch):
    """Histories that once failed."""
    with powered(monkeypatch) as player:
        assert list(play(tmp_path, steps, player)) == []
