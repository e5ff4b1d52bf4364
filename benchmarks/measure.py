"""Time whole commands: medians of several runs, beside a floor measured in the same run."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5


@dataclass(frozen=True)
class Row:
    """Seconds; `limit` is what we promise, `floor` what cannot be undercut and `floor_is` says why."""

    name: str
    median: float
    low: float
    high: float
    limit: float
    floor: float | None = None
    floor_is: str = ""


def seconds(command: list[str], *, cwd: Path = ROOT) -> float:
    """Wall time of one run; a command that fails ends the benchmark with its output."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    elapsed = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return elapsed


def median(command: list[str], *, cwd: Path = ROOT, before: Callable[[], object] = lambda: None, runs: int = RUNS):
    """Median, lowest and highest of `runs` runs; `before` is called, untimed, before each."""
    times = []
    for _ in range(runs):
        before()
        times.append(seconds(command, cwd=cwd))
    return statistics.median(times), min(times), max(times)


def modelwright(*arguments: str) -> list[str]:
    """The installed command, as a shell would find it beside this interpreter."""
    return [str(Path(sys.executable).with_name("modelwright")), *arguments]


def python(code: str) -> list[str]:
    """A floor: an interpreter that only does this."""
    return [sys.executable, "-c", code]


def report(rows: list[Row]) -> None:
    """Print the table and, with `--json FILE`, write the same as data."""
    print(f"\n{'what':<52}{'median':>8}{'min':>8}{'max':>8}{'limit':>8}{'floor':>8}{'ratio':>7}")
    for row in rows:
        floor = f"{row.floor:8.2f}{row.median / row.floor:7.1f}" if row.floor else " " * 15
        print(f"{row.name:<52}{row.median:8.2f}{row.low:8.2f}{row.high:8.2f}{row.limit:8.2f}{floor}  {row.floor_is}")
    print(f"seconds, medians of several runs, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    if path := arguments().json:
        data = {"python": sys.version.split()[0], "cores": os.cpu_count(), "rows": [asdict(row) for row in rows]}
        Path(path).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """The options that every benchmark takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", metavar="FILE", help="write the figures as data too")
    return parser.parse_args()
