"""Promise 5: a configuration describes. Composing one imports, executes, starts and connects nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.torture.audit import misbehaved, moved_outside
from tests.torture.configs import Config, config, write
from tests.torture.forks import Ended, Forks
from tests.torture.workshop import workspace


def problem_of(ended: Ended, made: Config, folder: Path) -> str:
    """What is wrong with how a hostile configuration was treated."""
    if ended.excess() or ended.code not in (0, 2) or "Traceback" in ended.err:
        return f"exit {ended.code} {ended.excess()} {ended.out[-300:]}{ended.err[-300:]}"
    if what := misbehaved(ended.events) or moved_outside(ended.events, folder, folder):
        return what
    if any(folder.rglob("ran")):
        return "code of the workspace ran"
    if made.forbidden and ended.code == 0:
        return f"accepted: {made.forbidden!r}"
    errors = [item for item in json.loads(ended.out)["diagnostics"] if item["severity"] == "error"]
    lacking = [f"{item['code']} {item['summary']}" for item in errors if not (item["file"] and item["hint"])]
    return f"no place or hint: {lacking[0]}" if lacking else ""


def attack(run, folder: Path, forks: Forks) -> None:
    """Compose one hostile workspace after the other, in all its environments."""
    for number, random in run.cases():
        made = config(random)
        shutil.rmtree(folder, ignore_errors=True)
        write(workspace(folder), made)
        words = ["validate", ".", "--json", "--env", made.environment, *made.overrides]
        if what := problem_of(forks.run(words, folder, audit=True), made, folder):
            run.report(number, what)


def test_configs(campaign, tmp_path):
    with Forks() as forks, campaign("5 configurations", small=25, full=5_000) as run:
        attack(run, tmp_path / "work", forks)


def test_planted_defect(planted, tmp_path):
    with (
        Forks("tests.torture.defects:everything_is_composed") as forks,
        planted("5 configurations", "nothing is forbidden", count=60) as run,
    ):
        attack(run, tmp_path / "work", forks)


def test_planted_import(planted, tmp_path):
    with (
        Forks("tests.torture.defects:targets_are_imported") as forks,
        planted("5 configurations", "what `_target_` names is imported", count=60) as run,
    ):
        attack(run, tmp_path / "work", forks)
