"""Engine promise 3: of several `up` at once one works, the others leave within a second, and the dead hold nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.torture.crashing import HELD, RELEASE, Crashing, Left, bench
from tests.torture.histories import Player, arrived, program, sound

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked here")

PROMISE = "e3 one writer"
WITHIN = 1.0
TOLD = re.compile(r"P003 `up shop local` is at work here for (\d+) (s|minutes): process (\d+) on (\S+) \(")


def attack(run, folder: Path, server: Crashing) -> None:
    """Each case is a round: one `up` works until it is let go, or killed; 1 to 15 others come meanwhile."""
    player = bench(folder)
    for number, chance in run.cases():
        found = list(fought(player, server, chance, number % 2 == 0))
        if found and all("took" in what for what in found):
            # The machine may have been busy with other things: what is slow has to be slow twice.
            found = [what for what in fought(player, server, chance, number % 2 == 0) if "took" in what]
        for what in found:
            run.report(number, what)


def fought(player: Player, server: Crashing, chance: Random, kills: bool) -> Iterator[str]:
    folder = player.stack.root
    for name in (HELD, RELEASE, "writers"):
        (folder / name).unlink(missing_ok=True)
    player.goal = [*program(chance, player.goal), (f"new{time.monotonic_ns()}", (), {}, "")]
    holder = server.start(player, "up", hold=30.0)
    if not appears(folder / HELD):
        yield f"nobody began to work: {server.wait(holder).said}"
        return
    others = [server.start(player, "up", hold=0.02) for _ in range(chance.randrange(1, 16))]
    for pid in others:
        yield from refused(server.wait(pid), holder)
    if kills:
        os.kill(holder, signal.SIGKILL)
        begun = time.monotonic()
        (folder / RELEASE).touch()
        yield from taken_over(player, server)
        if (took := time.monotonic() - begun) > WITHIN:
            yield f"taking over took {took:.2f} s"
        server.wait(holder)
    else:
        (folder / RELEASE).touch()
        if (ended := server.wait(holder)).code:
            yield f"the one that worked ends with {ended.said}"
    yield from at_once((folder / "writers").read_text().split("\n"))
    yield from [*arrived(player), *sound(player)]


def taken_over(player: Player, server: Crashing) -> Iterator[str]:
    ended = server.run(player, "up")
    if ended.code:
        yield f"the lock of a dead holder was not taken over: {ended.said}"


def appears(path: Path) -> bool:
    end = time.monotonic() + 30
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.002)
    return path.exists()


def refused(ended: Left, holder: int) -> Iterator[str]:
    told = TOLD.match(ended.said)
    if ended.code != 4 or told is None:
        yield f"another one ended with {ended.code}: {ended.said}"
    elif told[3] != str(holder) or told[4] != socket.gethostname():
        yield f"the holder {holder} is told as {told[3]} on {told[4]}"
    elif ended.seconds > WITHIN:
        yield f"to be refused took {ended.seconds:.2f} s"


def at_once(lines: list[str]) -> Iterator[str]:
    """Who came in before another was out."""
    inside: set[str] = set()
    for line in filter(None, lines):
        what, _, pid = line.partition(" ")
        if what == "in" and inside - {pid}:
            yield f"{pid} works while {inside} does"
        inside = inside | {pid} if what == "in" else inside - {pid}


def test_one_writer(campaign, tmp_path):
    with Crashing() as server, campaign(PROMISE, small=5, full=500) as run:
        attack(run, tmp_path, server)


def nothing_is_locked() -> None:
    """Whoever comes may work."""
    from contextlib import nullcontext

    from compiler.engines.embedded import engine

    engine.locked = lambda path, what: nullcontext()  # ty: ignore[invalid-assignment]


def the_dead_hold_on() -> None:
    """The record of a holder is the lock."""
    from contextlib import contextmanager

    from compiler.engines.embedded import engine
    from compiler.source import lock

    locked = lock.locked

    @contextmanager
    def by_record(path, what):
        if lock.read_holder(path):
            raise lock._held(path)
        with locked(path, what):
            yield

    engine.locked = by_record  # ty: ignore[invalid-assignment]


@pytest.mark.parametrize("defect", ["nothing_is_locked", "the_dead_hold_on"])
def test_planted_defect(planted, tmp_path, defect):
    with Crashing(f"{__name__}:{defect}") as server, planted(PROMISE, defect.replace("_", " "), count=2) as run:
        attack(run, tmp_path, server)
