"""Engine promise 1: whenever `up` or `destroy` is killed, nothing is lost or doubled, and the next one arrives."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.provider.registry import list_versions
from tests.torture import test_signals as commands
from tests.torture.crashing import Crashing, bench
from tests.torture.histories import Player, arrived, program, sound

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")

PROMISE = "e1 kills of up and destroy"


def attack(run, folder: Path, server: Crashing) -> None:
    """Each case is one kill: at moment 0, 1, 2, … of a random change until one is not reached, or at any time."""
    run.builds_up()
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


def attack_commands(run, work: commands.Bench) -> None:
    """Each case kills a real `up` or `destroy` of data, model and server at any time, after an edit."""
    for number, chance in run.cases():
        command = "destroy" if number % 3 == 2 else "up"
        train = work.folder / "train.py"
        train.write_text(commands.CODE.format(slow="none").replace("max_depth=1", f"max_depth={number % 7 + 1}"))
        with work.start(command, "--yes") as process:
            time.sleep(chance.uniform(0, 6 if command == "up" else 1.5))
            process.kill()
            process.communicate()
        for what in arrives(work, command):
            run.report(number, f"`{command}`: {what}")
    work.run("destroy", "--yes")


def arrives(work: commands.Bench, command: str) -> Iterator[str]:
    """The next one of the same kind comes to its end; then one server listens on one port, or nothing is left."""
    try:
        work.pending()
    except ValueError as error:
        yield f"the state is torn: {error}"
    if said := work.run(command, "--yes"):
        yield f"the next one ends with {said[-300:]}"
    if command == "up" and (said := work.run("plan", "--expect-no-changes")):
        yield f"afterwards there is still to do: {said[-300:]}"
    if left := work.pending():
        yield f"still pending: {left}"
    running = commands.settled(work, 1 if command == "up" else 0)
    if len(running) != (1 if command == "up" else 0):
        yield f"runs: {running}"
    versions = list_versions(work.folder / ".modelwright", "churn", "local", "churn")
    live = [version for version in versions if version.retired is None]
    if len(live) != (1 if command == "up" else 0) or len({version.artifact for version in versions}) != len(versions):
        yield f"versions: {[(version.version, version.retired) for version in versions]}"


def test_kills_of_commands(campaign, tmp_path, request):
    if not request.config.option.torture:
        pytest.skip("takes 15 s a kill: with --torture only; tests/endtoend/test_interruption.py kills one each time")
    with campaign(f"{PROMISE}, for real", small=0, full=100) as run:
        attack_commands(run, commands.made(tmp_path / "work", serving=commands.SERVING))


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
