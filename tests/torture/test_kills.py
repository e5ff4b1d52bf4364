"""Promise 6: whenever `compile` is killed, each stack is entirely old or entirely new, and every hash matches."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest

from compiler.emit import switch as switch_module

CODE = "import sys; from compiler.cli.run import run; sys.exit(run(sys.argv[1:]))"
MODELS = 12
SEED = re.compile(r"seed: \d+")


def spec_of(seed: int) -> str:
    """A project whose three stacks have more than forty files together; every model's file depends on the seed."""
    models = "".join(
        f"  m{number}:\n    dataset: rows\n    target: y\n    estimator: sklearn.linear_model.Ridge\n"
        f"    split: {{test: 0.2, seed: {seed}}}\n"
        for number in range(MODELS)
    )
    return (
        "project: churn\nowner: growth-ml\n"
        "datasets:\n  rows:\n    source: rows.csv\n    columns: {x: number, y: number}\n"
        f"models:\n{models}serving:\n  api: {{model: m0}}\nenvironments: {{local: {{}}, dev: {{}}, prod: {{}}}}\n"
    )


def make(folder: Path) -> Path:
    (folder / "modelwright.toml").touch()
    (folder / "churn").mkdir()
    (folder / "churn" / "rows.csv").write_text("x,y\n" + "1,2\n" * 40)
    return folder


def command(folder: Path) -> list[str]:
    return [sys.executable, "-c", CODE, "-C", str(folder), "compile", "churn"]


def read_stack(stack: Path) -> tuple[str, list[str]]:
    """The seed that the stack was compiled with, and what does not fit together in it.

    One folder is opened and read through its descriptor: a reader that started keeps the folder that it found.
    """
    here = os.open(stack, os.O_RDONLY)
    try:
        try:
            manifest = json.loads(_bytes(here, "manifest.json"))
        except ValueError:
            return "", ["manifest.json is torn"]
        wrong, seeds = [], set()
        for path, digest in manifest["files"].items():
            content = _bytes(here, path)
            if f"sha256:{hashlib.sha256(content).hexdigest()}" != digest:
                wrong.append(f"{path} is not what the manifest says")
            elif path.startswith("jobs/"):
                seeds |= {str(json.loads(content)["split"]["seed"])}
        return ",".join(sorted(seeds)), wrong + ([f"seeds {sorted(seeds)} side by side"] if len(seeds) != 1 else [])
    finally:
        os.close(here)


def _bytes(folder: int, path: str) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY, dir_fd=folder), "rb") as file:
        return file.read()


class Reader(threading.Thread):
    """Reads the stacks over and over; `found` is what it saw that must not be."""

    def __init__(self, stacks: Path) -> None:
        super().__init__(daemon=True)
        self.stacks, self.stopped, self.found, self.reads = stacks, threading.Event(), [], 0

    def run(self) -> None:
        while not self.stopped.is_set():
            for environment in ("local", "dev", "prod"):
                try:
                    wrong = read_stack(self.stacks / environment)[1]
                except FileNotFoundError as error:
                    # The folder that was read has been replaced and is being cleared: the new one is in its place.
                    wrong = [] if (self.stacks / environment / "manifest.json").exists() else [str(error)]
                self.found += [f"{environment}: {what}" for what in wrong]
                self.reads += 1


def wait(child, stacks: Path, number: int, usual: tuple[float, float], chance: Random) -> None:
    """One case in four dies at any time; most of a run is imports, so the others die from its first file on."""
    whole, writing = usual
    if number % 4 == 0:
        time.sleep(whole * chance.uniform(0, 1.1))
        return
    until_it_writes(child, stacks)
    time.sleep(writing * chance.uniform(0, 1.1))


def until_it_writes(child, stacks: Path) -> None:
    """A stack's new files stand beside its old ones first."""
    while child.poll() is None and not any(path.name.endswith(".new") for path in stacks.iterdir()):
        time.sleep(0.002)


def measured(folder: Path, stacks: Path) -> tuple[float, float]:
    """How long a compilation takes, in seconds, and how long it writes."""
    begin = time.perf_counter()
    child = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_it_writes(child, stacks)
    writes = time.perf_counter()
    assert child.wait() == 0
    return time.perf_counter() - begin, time.perf_counter() - writes


def attack(run, folder: Path) -> None:
    """Each case: edit the spec, start a compilation, kill it after a random time, look."""
    make(folder)
    spec, stacks = folder / "churn" / "modelwright.yaml", folder / "stacks" / "churn"
    spec.write_text(spec_of(0))
    subprocess.run(command(folder), check=True, capture_output=True)
    assert len([path for path in stacks.rglob("*") if path.is_file()]) >= 40
    spec.write_text(spec_of(1))
    usual = measured(folder, stacks)
    old = dict.fromkeys(("local", "dev", "prod"), "1")
    reader = Reader(stacks)
    reader.start()
    for number, chance in run.cases():
        new = str(number + 2)
        spec.write_text(spec_of(number + 2))
        child = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(child, stacks, number, usual, chance)
        child.send_signal(signal.SIGKILL)
        child.wait()
        for environment in old:
            try:
                seed, wrong = read_stack(stacks / environment)
            except FileNotFoundError as error:
                # Nobody writes now: what is not there has been lost.
                seed, wrong = "", [f"{error.filename} is missing"]
            for what in wrong:
                run.report(number, f"{environment}: {what}")
            if seed not in (old[environment], new):
                run.report(number, f"{environment}: compiled with {seed}, neither {old[environment]} nor {new}")
            old[environment] = seed
    reader.stopped.set()
    reader.join()
    assert reader.reads
    for what in dict.fromkeys(reader.found):
        run.report(0, f"a reader at the same time: {what}")
    subprocess.run(command(folder), check=True, capture_output=True)
    left = sorted(path.name for path in stacks.iterdir())
    if left != ["dev", "local", "prod"]:
        run.report(0, f"left behind: {left}")


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
def test_kills(campaign, tmp_path):
    with campaign("6 kills", small=8, full=500) as run:
        attack(run, tmp_path)


def overwrite_in_place(staging: Path, target: Path, **_) -> None:
    """A switch as one would first write it: file by file."""
    import shutil

    target.mkdir(exist_ok=True)
    for path in sorted(staging.rglob("*")):
        goal = target / path.relative_to(staging)
        if path.is_dir():
            goal.mkdir(exist_ok=True)
        else:
            goal.unlink(missing_ok=True)
            shutil.copyfile(path, goal)
            time.sleep(0.02)
    shutil.rmtree(staging)


PLANTED = f"""
import sys, inspect
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from tests.torture.test_kills import overwrite_in_place
from compiler.emit import emitter
emitter.switch = overwrite_in_place
{CODE}
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
def test_planted_defect(planted, tmp_path, monkeypatch):
    assert callable(switch_module.switch)
    monkeypatch.setattr(
        f"{__name__}.command", lambda folder: [sys.executable, "-c", PLANTED, "-C", str(folder), "compile", "churn"]
    )
    with planted("6 kills", "files are written one by one into the stack", count=6) as run:
        attack(run, tmp_path)
