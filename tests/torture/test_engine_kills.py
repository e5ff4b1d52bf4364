"""Engine promise 1: whenever `up` or `destroy` is killed, nothing is lost or doubled, and the next one arrives."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.crashing import Crashing, bench
from tests.torture.histories import Player, arrived, program, sound

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")

PROMISE = "e1 kills of up and destroy"


def attack(run, folder: Path, server: Crashing) -> None:
    """Each case is one kill: at moment 0, 1, 2, … of a random change until one is not reached, or at any time."""
    player, moments, usual = bench(folder), {"up": 0, "destroy": 0}, 0.02
    for number, chance in run.cases():
        command = "destroy" if number % 3 == 2 else "up"
        player.goal = program(chance, player.goal)
        if number % 4 == 3:
            pid = server.start(player, command)
            time.sleep(chance.uniform(0, usual))
            os.kill(pid, signal.SIGKILL)
            ended = server.wait(pid)
        else:
            ended = server.run(player, command, die=moments[command])
            moments[command] = moments[command] + 1 if ended.signal else 0
        wrong = [] if ended.signal or ended.code == 0 else [f"it ended by itself: {ended.said}"]
        for what in [*wrong, *sound(player), *converges(player, server, command)]:
            run.report(number, f"`{command}`: {what}")


def converges(player: Player, server: Crashing, command: str) -> Iterator[str]:
    """The next run needs no flag, and afterwards there is nothing beside what is written."""
    again = server.run(player, command)
    if again.code:
        yield f"the next run ends with {again.said}"
    elif command == "destroy":
        if player.world.things:
            yield f"after destroy there is {list(player.world.things)}"
    else:
        yield from arrived(player)
    yield from sound(player)
    if left := [path.name for path in player.stack.state_file.parent.glob("*") if path.suffix == ".holder"]:
        yield f"left behind: {left}"


def test_kills_of_the_engine(campaign, tmp_path):
    with Crashing() as server, campaign(PROMISE, small=60, full=1_000) as run:
        attack(run, tmp_path, server)


def state_in_place() -> None:
    """The state is written over the old one, a bit at a time."""
    import json

    from compiler.engines.embedded import state as states
    from compiler.engines.embedded import statefile

    def save(stack, state):
        data = json.dumps(states.to_json(state, "2026-01-01T00:00:00Z"))
        stack.state_file.parent.mkdir(parents=True, exist_ok=True)
        with stack.state_file.open("w") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            os.fsync(file.fileno())
            file.write(data[len(data) // 2 :])

    statefile.save = save


def test_planted_state_in_place(planted, tmp_path):
    defect = "the state is written in place"
    with (
        Crashing(f"{__name__}:state_in_place") as server,
        planted(PROMISE, defect, count=40) as run,
    ):
        attack(run, tmp_path, server)
