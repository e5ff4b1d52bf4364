"""Engine promise 4: asked to end, `up` ends: soon, with 130 or 143, with nothing running on and nothing forgotten."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
import pytest

from tests.torture.workshop import workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")

PROMISE = "e4 signals"
WITHIN, AT_ONCE = 10.0, 2.0
ROOT = Path(__file__).resolve().parents[2]
COMMAND = "import sys; sys.argv[0] = 'modelwright'; from compiler.cli.main import main; main()"
SPEC = """\
project: churn
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns: {age: integer, churned: boolean, plan: {type: category, values: [free, pro]}}
models:
  churn: {dataset: customers, target: churned, entrypoint: train.py:build}
"""
SERVING = "serving:\n  churn-api: {model: churn}\n"
CODE = """\
import time
from pathlib import Path
from sklearn.tree import DecisionTreeClassifier

def build(**params):
    print("waiting", flush=True)
    while Path({slow!r}).exists():
        time.sleep(0.01)
    return DecisionTreeClassifier(max_depth=1)
"""
HANGS = """\
import time
from dataclasses import replace
from compiler.engines.embedded.context import Context
scope = Context.scope
def hanging(self, address):
    pulse = lambda: time.sleep(60) if self.cancelled.is_set() else None
    return replace(scope(self, address), pulse=pulse)
Context.scope = hanging
"""
"""A provider that does not let go when it is asked."""


@dataclass(frozen=True)
class Bench:
    """A workspace whose training waits for as long as there is the file `slow`; `plant` is code run first."""

    folder: Path
    plant: str = ""

    @property
    def log(self) -> Path:
        return self.folder / ".modelwright/logs/churn/local/TrainingRun.churn.log"

    def start(self, *argv: str, first: str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", self.plant + first + COMMAND, *argv],
            cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *argv: str) -> str:
        """Empty when it ends well."""
        with self.start(*argv) as process:
            _, said = process.communicate(timeout=120)
        return said if process.returncode else ""

    def pending(self) -> list[str]:
        """What was begun, as `creating TrainingRun`. Raises ValueError for a torn state."""
        file = self.folder / ".modelwright/state/churn/local.json"
        listed = json.loads(file.read_bytes())["deployment"]["pending_operations"] if file.exists() else []
        return [f"{item['type']} {item['resource']['type'].rpartition(':')[2]}" for item in listed]

    def children(self) -> list[str]:
        return [process for process in map(self._mine, psutil.process_iter()) if process]

    def _mine(self, process: psutil.Process) -> str:
        with contextlib.suppress(psutil.Error):
            words = " ".join(process.cmdline())
            if process.pid != os.getpid() and (str(self.folder) in words or process.cwd() == str(self.folder)):
                return f"{words[-120:]} listening on {[item.laddr.port for item in process.net_connections()]}"
        return ""


def made(folder: Path, plant: str = "", serving: str = "") -> Bench:
    workspace(folder, SPEC + serving)
    (folder / "train.py").write_text(CODE.format(slow=str(folder / "slow")))
    (folder / "slow").touch()
    return Bench(folder, plant)


def attack(run, bench: Bench) -> None:
    """Each case is one command and one or two signals: an `up` that hangs, at any time, in training, or a `destroy`."""
    for number, chance in run.cases():
        when = ("hanging", "any time", "training", "destroy")[number % 4]
        for what in destroyed(bench, chance) if when == "destroy" else interrupted(bench, chance, when):
            run.report(number, what)


def interrupted(bench: Bench, chance: Random, when: str) -> Iterator[str]:
    bench.log.unlink(missing_ok=True)
    number = chance.choice((signal.SIGINT, signal.SIGTERM))
    with bench.start("up", "--yes", first=HANGS if when == "hanging" else "") as process:
        if when == "any time":
            time.sleep(chance.uniform(0.3, 3))
        elif not training(bench, process):
            yield f"`up` came to no training: {process.communicate()[1][-300:]}"
            return
        process.send_signal(number)
        if when == "hanging":
            time.sleep(chance.uniform(0.05, 0.5))
            number = chance.choice((signal.SIGINT, signal.SIGTERM))
            process.send_signal(number)
        yield from ended(process, number, AT_ONCE if when == "hanging" else WITHIN)
    if left := settled(bench, 0):
        yield f"runs on: {left}"
    try:
        pending = bench.pending()
    except ValueError as error:
        yield f"the state is torn: {error}"
    else:
        if when != "any time" and "creating TrainingRun" not in pending:
            yield f"the training is not recorded as begun: {pending}"


def destroyed(bench: Bench, chance: Random) -> Iterator[str]:
    """A `destroy` that may be over before its signal comes; the next one takes away what it left."""
    (bench.folder / "slow").unlink()
    if said := bench.run("up", "--yes"):
        yield f"`up` ends with {said[-300:]}"
    number = chance.choice((signal.SIGINT, signal.SIGTERM))
    with bench.start("destroy", "--yes") as process:
        time.sleep(chance.uniform(0.3, 2))
        process.send_signal(number)
        wrong = [*ended(process, number, WITHIN)]
    yield from wrong if process.returncode else ()
    if said := bench.run("destroy", "--yes", "--purge"):
        yield f"the next `destroy` ends with {said[-300:]}"
    if left := settled(bench, 0):
        yield f"runs on after `destroy`: {left}"
    (bench.folder / "slow").touch()


def training(bench: Bench, process: subprocess.Popen[str]) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if bench.log.exists() and "waiting" in bench.log.read_text():
            return True
        time.sleep(0.02)
    return False


def ended(process: subprocess.Popen[str], number: signal.Signals, seconds: float) -> Iterator[str]:
    begun = time.monotonic()
    try:
        _, said = process.communicate(timeout=3 * seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        yield f"{number.name} does not end it"
        return
    if (took := time.monotonic() - begun) > seconds:
        yield f"to end after {number.name} took {took:.1f} s"
    if process.returncode != 128 + number:
        yield f"{number.name} ends it with {process.returncode}: {said[-300:]}"
    if "Traceback" in said:
        yield said[-300:]


def settled(bench: Bench, number: int) -> list[str]:
    """What works for the stack, of which there should be so many; what was just killed may take a moment to vanish."""
    end = time.monotonic() + 3
    while len(left := bench.children()) != number and time.monotonic() < end:
        time.sleep(0.05)
    return left


def test_signals(campaign, tmp_path, request):
    bench = made(tmp_path / "work", serving=SERVING if request.config.option.torture else "")
    with campaign(PROMISE, small=2, full=300) as run:
        attack(run, bench)
        if request.config.option.torture:
            (bench.folder / "slow").unlink()
            for argv in (["up", "--yes"], ["plan", "--expect-no-changes"], ["destroy", "--yes"]):
                if said := bench.run(*argv):
                    run.report(0, f"afterwards `{argv[0]}` ends with {said[-300:]}")


def test_planted_deafness(planted, tmp_path):
    deaf = "from compiler.cli import signals; signals.listen = lambda: None\n"
    bench = made(tmp_path / "work", deaf)
    with planted(PROMISE, "nobody listens to SIGTERM", count=4) as run:
        for number, _ in run.cases():
            for what in interrupted(bench, run.random(number), "any time"):
                run.report(number, what)
