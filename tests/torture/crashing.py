"""Operations of the embedded engine in processes that can be killed: each in a fork of a server with all imported.

The engine is the real one, with its lock and its files; the program is a list of things, and the world a folder, so
that what was made outlives its maker. `with Crashing() as server: pid = server.start(bench, "up"); server.wait(pid)`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from compiler.engines.embedded import deployment
from compiler.engines.embedded import engine as engines
from compiler.model.stack import Stack
from compiler.source.diagnostic import Refused
from tests.torture.histories import Cut, Player

ROOT = Path(__file__).resolve().parents[2]
HELD, RELEASE = "held", "release"


class Shelf(MutableMapping[str, dict]):
    """Things by id, each in a file that is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __getitem__(self, id_: str) -> dict:
        try:
            return json.loads((self.folder / id_).read_bytes())
        except FileNotFoundError:
            raise KeyError(id_) from None

    def __setitem__(self, id_: str, inputs: dict) -> None:
        partial = self.folder.with_name(f"partial-{os.getpid()}")
        partial.write_text(json.dumps(inputs))
        os.rename(partial, self.folder / id_)  # noqa: PTH104

    def __delitem__(self, id_: str) -> None:
        try:
            os.remove(self.folder / id_)  # noqa: PTH107
        except FileNotFoundError:
            raise KeyError(id_) from None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.name for path in self.folder.iterdir()))

    def __len__(self) -> int:
        return len(list(self.folder.iterdir()))


def bench(folder: Path) -> Player:
    """A stack in the folder, with its world beside it."""
    stack = Stack("shop", "local", folder, folder / ".modelwright", folder / "program")
    return Player(stack, Cut(Shelf(folder / "world")))


@dataclass(frozen=True, slots=True)
class Left:
    """How an operation ended: `said` are the diagnostics that refused it, after `seconds`."""

    code: int
    signal: int
    said: str
    seconds: float


@dataclass(slots=True)
class Crashing:
    """The server; `prepare` names a function (`module:function`) that runs in it once."""

    prepare: str = ""
    process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Crashing:
        command = [sys.executable, "-m", "tests.torture.crashing", self.prepare]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)

    def start(self, player: Player, command: str, *, die: int = -1, hold: float = 0.0) -> int:
        """Begin `up` or `destroy`: its process. It kills itself at moment `die`, or waits in its calls for so many
        seconds, or until it is released."""
        order = {"folder": str(player.stack.root), "goal": player.goal, "command": command, "die": die, "hold": hold}
        return self._ask(order)

    def wait(self, pid: int) -> Left:
        return Left(**self._ask({"wait": pid}))

    def run(self, player: Player, command: str, *, die: int = -1) -> Left:
        return self.wait(self.start(player, command, die=die))

    def _ask(self, request: dict):
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def serve(prepare: str) -> None:
    """Answer requests until standard input ends."""
    import_module("psutil")
    import_module("filelock")
    if prepare:
        module, _, function = prepare.partition(":")
        getattr(import_module(module), function)()
    results: dict[int, int] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if pid := request.get("wait"):
            print(json.dumps(_collected(pid, results.pop(pid))), flush=True)
            continue
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _work(request, writing)
        os.close(writing)
        results[child] = reading
        print(child, flush=True)


def _collected(pid: int, reading: int) -> dict[str, object]:
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    found = json.loads(told) if told else {"said": "", "seconds": 0.0}
    return {"code": max(code, 0), "signal": max(-code, 0), **found}


def _work(order: dict, pipe: int) -> None:
    """Never returns."""
    said, code, begun = "", 0, time.monotonic()
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(0, 1)
        player = bench(Path(order["folder"]))
        player.goal = [(name, tuple(needs), inputs, former) for name, needs, inputs, former in order["goal"]]
        _number_moments(player, order["die"])
        if order["hold"]:
            player.world.tick = lambda: _hold(Path(order["folder"]), order["hold"])
        engine = _engine(player)
        begun = time.monotonic()
        operation = engine.apply if order["command"] == "up" else engine.destroy
        operation(player.stack, lambda event: None)
    except Refused as refusal:
        code, said = 4, "; ".join(f"{item.code} {item.summary}" for item in refusal.diagnostics)
    except BaseException as error:
        code, said = 255, repr(error)
    finally:
        os.write(pipe, json.dumps({"said": said, "seconds": time.monotonic() - begun}).encode())
        os._exit(code)


def _engine(player: Player) -> engines.EmbeddedEngine:
    """The engine, without a child for the program."""
    engines.require_program = lambda stack: None  # ty: ignore[invalid-assignment]
    deployment.runner = lambda program, dry_run: player.program()  # ty: ignore[invalid-assignment]
    engines.programs = SimpleNamespace(launch=lambda: None, kill=lambda program: None)  # ty: ignore[invalid-assignment]
    return engines.EmbeddedEngine({"fake": player.world})


def _number_moments(player: Player, die: int) -> None:
    """Before and after each call of the provider, and each `fsync`, rename and removal of a file."""
    left = [die]

    def tick() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def around(act: Callable) -> Callable:
        def ticking(*arguments, **options):
            tick()
            result = act(*arguments, **options)
            tick()
            return result

        return ticking

    player.world.tick = tick
    os.fsync, os.replace, os.unlink = around(lambda descriptor: None), around(os.replace), around(os.unlink)


def _hold(folder: Path, seconds: float) -> None:
    """Tell who works here, and wait to be released."""
    with (folder / "writers").open("a") as log:
        log.write(f"in {os.getpid()}\n")
    (folder / HELD).touch()
    end = time.monotonic() + seconds
    while not (folder / RELEASE).exists() and time.monotonic() < end:
        time.sleep(0.01)
    with (folder / "writers").open("a") as log:
        log.write(f"out {os.getpid()}\n")


if __name__ == "__main__":
    serve(sys.argv[1])
