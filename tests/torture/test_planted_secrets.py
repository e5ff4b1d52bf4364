"""Engine promise 7: a secret is in no file, output or command line, in no form, however the run that had it ended."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from urllib.parse import quote, quote_plus

import psutil
import pytest

from tests.torture.workshop import TABLE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped and killed here")

PROMISE = "e7 planted secrets"
ROOT = Path(__file__).resolve().parents[2]
COMMAND = "import sys; sys.argv[0] = 'modelwright'; from compiler.cli.main import main; main()"
EACH = 20
"""Secrets of one project."""
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+=%&\"'\\ :@#?{}$äüß€"
SPEC = """\
project: churn
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns: {age: integer, churned: boolean, plan: {type: category, values: [free, pro]}}
models:
  churn:
    dataset: customers
    target: churned
    entrypoint: train.py:build
    train: {env: {MODE: quiet, SECRETS}}
environments: {prod: {}}
"""
CODE = """\
import base64, json, os, sys, time
from urllib.error import HTTPError
from urllib.parse import quote, quote_plus
from sklearn.tree import DecisionTreeClassifier

def build(**params):
    values = [value for name, value in sorted(os.environ.items()) if name.startswith("APP_")]
    for value in values:
        print(value, json.dumps(value), quote(value), quote_plus(value), repr(value))
        print(base64.b64encode(value.encode()).decode(), {"Authorization": f"Bearer {value}"}, file=sys.stderr)
    print("told", len(values), flush=True)
    if os.environ["MODE"] == "loud":
        time.sleep(1)
        local = values[0]
        url = "https://example.com/?" + "&".join(f"token={quote_plus(value)}" for value in values)
        raise HTTPError(url, 403, " ".join(values), {}, None)
    return DecisionTreeClassifier(max_depth=1)
"""


def secret(chance: Random) -> str:
    return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(12, 40))).strip() + "x7"


def forms(value: str) -> Iterator[str]:
    """Each way to write it that is looked for."""
    yield from (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
    yield from (quote(value), quote(value, safe=""), quote_plus(value))
    data = value.encode()
    yield from (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode())


class Bench:
    """A workspace with secrets; `heard` is everything that commands said and that stood in command lines."""

    def __init__(self, folder: Path, values: Mapping[str, str], plant: str) -> None:
        self.folder, self.plant, self.heard = folder, plant, [""]
        self.variables = {f"MODELWRIGHT_SECRET_{name}": value for name, value in values.items()}
        folder.mkdir()
        (folder / "modelwright.toml").touch()
        (folder / "customers.csv").write_text(TABLE)
        (folder / "train.py").write_text(CODE)
        self.write("quiet", values)

    def write(self, mode: str, values: Mapping[str, str]) -> None:
        listed = ", ".join(f'APP_{name}: "${{secret:{name}}}"' for name in values)
        (self.folder / "modelwright.yaml").write_text(SPEC.replace("SECRETS", listed).replace("quiet", mode))

    def start(self, *argv: str) -> subprocess.Popen[str]:
        plain = {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUTF8": "1"}
        return subprocess.Popen(
            [sys.executable, "-c", self.plant + COMMAND, *argv],
            cwd=self.folder, env={**os.environ, **plain, **self.variables}, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def run(self, *argv: str) -> int:
        with self.start(*argv) as process:
            self.heard.append(process.communicate(timeout=120)[0])
        return process.returncode

    def killed(self) -> str:
        """`up` is killed after its job has written a result that nobody has read; empty when that came about."""
        log = self.folder / ".modelwright/logs/churn/local/TrainingRun.churn.log"
        log.unlink(missing_ok=True)
        with self.start("up", "--yes") as process:
            if not until(lambda: log.exists() and "told" in log.read_text("utf-8", "replace")):
                process.kill()
                return f"no training began: {process.communicate()[0][-300:]}"
            process.send_signal(signal.SIGSTOP)
            written = until(lambda: any((self.folder / ".modelwright/runs").glob("*/train-result.json")))
            process.kill()
            self.heard.append(process.communicate()[0])
        return "" if written else "the job wrote no result"

    def leaks(self, values: Mapping[str, str]) -> Iterator[str]:
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        heard = "\n".join(self.heard)
        for name, value in values.items():
            for form in dict.fromkeys(forms(value)):
                places = [str(path.relative_to(self.folder)) for path, data in files.items() if form.encode() in data]
                for place in places + (["what was said or in a command line"] if form in heard else []):
                    yield f"{name} is in {place}"


def until(true, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(true())


class Watch(threading.Thread):
    """The command lines of everything that this process starts."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[str] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            for process in psutil.Process().children(recursive=True):
                try:
                    self.seen.add(" ".join(process.cmdline()))
                except psutil.Error:
                    continue


def attack(run, folder: Path, plant: str = "") -> None:
    """Each case is a project with new secrets: planned, and killed; every second one also trained, and failed."""
    run.step = EACH
    for number, chance in run.cases():
        values = {f"S{place}": secret(chance) for place in range(EACH)}
        bench, watch = Bench(folder / f"case{number}", values, plant), Watch()
        watch.start()
        wrong = [] if bench.run("plan", "--out", "churn.plan") == 0 else ["no plan"]
        if number % 2 == 1:
            wrong += [] if bench.run("up", "--plan", "churn.plan") == 0 else ["no training"]
        bench.write("loud", values)
        wrong += [said] if (said := bench.killed()) else []
        # Before anything sweeps.
        wrong += list(bench.leaks(values))
        if number % 2 == 1:
            wrong += [] if bench.run("up", "--yes") == 4 else ["a failing job did not fail"]
            for argv in (["compile"], ["logs", "churn", "churn"], ["status", "--json"], ["plan", "--json"]):
                bench.run(*argv)
        watch.over.set()
        watch.join()
        bench.heard += sorted(watch.seen)
        for what in dict.fromkeys([*wrong, *bench.leaks(values)]):
            run.report(number, what)


def test_planted_secrets(campaign, tmp_path):
    with campaign(PROMISE, small=EACH, full=200) as run:
        attack(run, tmp_path)


def test_planted_defect(planted, tmp_path):
    shows = "from compiler.provider import jobs; jobs.forms_of = lambda values: ()\n"
    with planted(PROMISE, "what a job prints is passed on as it is", count=EACH) as run:
        attack(run, tmp_path, shows)
