"""Promise 4: no path and no name leads out of the workspace, wherever it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.torture.audit import moved_outside, tree_of
from tests.torture.forks import Forks
from tests.torture.paths import PLACES, build, path


def problem_of(forks: Forks, root: Path, place: str, text: str) -> str:
    """What is wrong with how the path is treated in this place."""
    shutil.rmtree(root, ignore_errors=True)
    case = PLACES[place](text)
    work = build(root, case)
    before = [*tree_of(root / "outside"), *tree_of(root / "work-evil")]
    ended = forks.run([*case.argv, "--json"], work, audit=True)
    if what := moved_outside(ended.events, work, work):
        return what
    if [*tree_of(root / "outside"), *tree_of(root / "work-evil")] != before:
        return "something outside was changed"
    if {item.name for item in root.iterdir()} != {"work", "outside", "work-evil"}:
        return "something was made outside"
    if ended.excess() or ended.code not in (0, 2, 4, 5) or "Traceback" in ended.err:
        return f"exit {ended.code} {ended.excess()} {ended.out[-300:]}{ended.err[-300:]}"
    return ""


def attack(run, root: Path, forks: Forks, places: tuple[str, ...] = tuple(sorted(PLACES))) -> None:
    """Each place in turn with one hostile path after the other."""
    for number, random in run.cases():
        place, text = places[number % len(places)], path(random, root)
        if what := problem_of(forks, root, place, text):
            run.report(number, f"{place} {text[:80]!r}: {what}")


def test_paths(campaign, tmp_path):
    with Forks() as forks, campaign("4 paths", small=len(PLACES), full=1_000) as run:
        attack(run, tmp_path / "root", forks)


def test_planted_defect(planted, tmp_path):
    with (
        Forks("tests.torture.defects:paths_are_taken_as_they_are") as forks,
        planted("4 paths", "links and `..` are followed", count=60) as run,
    ):
        attack(run, tmp_path / "root", forks, ("source", "include"))
