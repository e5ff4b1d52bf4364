"""A workspace of N projects in three environments each: cold, nothing changed, one spec and one shared default changed.

    python -m benchmarks.scale --n 1000 --json scale.json

Whole processes, as a user runs them, beside a floor and a naive design in the same run (`benchmarks/floor.py`); then
three times as many projects, because the time must grow as their number does. Seconds are wall time; peak memory is
what all processes of a command hold together (PSS: shared pages count once).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import psutil

if __package__ in (None, ""):  # run by its path, as `python benchmarks/scale.py`
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import ROOT, modelwright
from benchmarks.projects import shared_default, write_workspace

SAMPLE = 0.05
NAIVE = 100
LIMITS = {"cold_s": 10.0, "unchanged_s": 0.25, "one_changed_s": 0.35, "shared_changed_s": 10.0, "peak_mib": 200.0}


@dataclass
class Figures:
    """Wall time; `cpu` holds the processor seconds of the same runs, which others on the machine disturb less.

    `validate_s` is `validate` of one project among all.
    """

    projects: int
    cold_s: float
    unchanged_s: float
    one_changed_s: float
    shared_changed_s: float
    peak_mib: float
    cpu: dict[str, float]
    validate_s: float | None = None


class Run(NamedTuple):
    """Wall seconds, processor seconds and peak MiB of one command."""

    wall: float
    cpu: float
    peak: float


def run(command: list[str], cwd: Path) -> Run:
    """One that fails ends the benchmark."""
    before = os.times()
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment())
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(child.pid, peak))
    watcher.start()
    output, _ = child.communicate()
    elapsed = time.perf_counter() - begin
    watcher.join()
    after = os.times()
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}\n{output.decode()}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(elapsed, used, peak[0])


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _watch(pid: int, peak: list[float]) -> None:
    """Until the process is gone: what it and its children hold."""
    while True:
        try:
            first = psutil.Process(pid)
            if first.status() == psutil.STATUS_ZOMBIE:
                return
            held = sum(_held(process) for process in (first, *first.children(recursive=True)))
        except psutil.Error:
            return
        peak[0] = max(peak[0], held)
        time.sleep(SAMPLE)


def _held(process: psutil.Process) -> float:
    try:
        return process.memory_full_info().pss / 2**20
    except psutil.Error:
        return 0.0


def product(folder: Path, count: int) -> Figures:
    """Fresh workspace, then what happens to it in a day."""
    specs = write_workspace(folder, count)
    time.sleep(0.1)
    everything = modelwright("compile", "--all")
    validate_one = modelwright("validate", specs[-1].parent.name)
    cold = run(everything, folder)
    unchanged = middle([run(everything, folder) for _ in range(5)])
    changed = []
    for number, spec in enumerate(specs[:3]):
        text = spec.read_text(encoding="utf-8")
        spec.write_text(text.replace("      seed: ", f"      seed: {number + 1}", 1), encoding="utf-8")
        time.sleep(0.1)
        changed.append(run(everything, folder))
    shared_default(folder, 60)
    time.sleep(0.1)
    shared = run(everything, folder)
    run(validate_one, folder)
    validate = middle([run(validate_one, folder) for _ in range(5)])
    return figures_of(count, cold, unchanged, middle(changed), shared, validate)


def other(design: str, folder: Path, count: int) -> Figures:
    """A design that remembers nothing does everything each time."""
    command = [sys.executable, "-m", "benchmarks.floor", design, str(folder), str(count)]
    cold = run(command, ROOT)
    again = cold if design == "naive" else run(command, ROOT)
    return figures_of(count, cold, again, again, again)


def middle(runs: list[Run]) -> Run:
    """The run with the median wall time."""
    return sorted(runs)[len(runs) // 2]


def figures_of(count: int, cold: Run, unchanged: Run, one: Run, shared: Run, validate: Run | None = None) -> Figures:
    """The figures of one design."""
    runs = {"cold_s": cold, "unchanged_s": unchanged, "one_changed_s": one, "shared_changed_s": shared}
    if validate:
        runs["validate_s"] = validate
    wall = {name: each.wall for name, each in runs.items()}
    peak = max(each.peak for each in runs.values())
    return Figures(projects=count, peak_mib=peak, cpu={name: each.cpu for name, each in runs.items()}, **wall)


def show(figures: dict[str, Figures]) -> None:
    """A table with two rows for each design: wall time, and processor time below it."""
    columns = [*LIMITS, "validate_s"]
    print(f"{'':<22}{'projects':>9}" + "".join(f"{name:>18}" for name in columns))
    for name, row in figures.items():
        for label, values in ((name, vars(row)), ("  processor time", row.cpu)):
            shown = "".join(f"{value:18.2f}" if (value := values.get(column)) else " " * 18 for column in columns)
            print(f"{label:<22}{row.projects:>9}{shown}")


def ratios(mine: Figures, floor: Figures, naive: Figures) -> dict[str, float]:
    """Time per project against the floor (above 1: slower) and the naive design (above 1: faster)."""
    per = {name: row.cold_s / row.projects for name, row in (("mine", mine), ("floor", floor), ("naive", naive))}
    again = per["naive"] * mine.projects
    return {
        "cold_to_floor": per["mine"] / per["floor"],
        "naive_to_cold": per["naive"] / per["mine"],
        "naive_to_unchanged": again / mine.unchanged_s,
        "naive_to_one_changed": again / mine.one_changed_s,
    }


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="modelwright-scale-") as name:
        folder = Path(name) / "n"
        mine = product(folder, options.n)
        floor = other("floor", folder, options.n)
        naive = other("naive", folder, min(options.n, NAIVE))
        figures = {"product": mine, "floor": floor, "naive": naive}
        shutil.rmtree(folder)
        if not options.no_growth:
            figures["product, 3 N"] = product(Path(name) / "3n", 3 * options.n)
    show(figures)
    found = ratios(mine, floor, naive)
    print("".join(f"\n{key.replace('_', ' '):<24}{value:8.1f}" for key, value in found.items()))
    growth = {}
    if larger := figures.get("product, 3 N"):
        growth = {key: getattr(larger, key) / getattr(mine, key) for key in LIMITS}
        print("growth from N to 3 N    " + "  ".join(f"{key} x{value:.2f}" for key, value in growth.items()))
    print(f"{len(os.sched_getaffinity(0))} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    if options.json:
        body = {
            name.partition(",")[0] if "3" not in name else "product_3n": asdict(row) for name, row in figures.items()
        }
        data = {"n": options.n, "limits_at_1000": LIMITS, **body, "ratios": found, "growth": growth}
        Path(options.json).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=100, metavar="N", help="projects (default: 100)")
    parser.add_argument("--json", metavar="FILE", help="write the figures as data too")
    parser.add_argument("--no-growth", action="store_true", help="leave out the run with three times as many")
    return parser.parse_args()


if __name__ == "__main__":
    main()
