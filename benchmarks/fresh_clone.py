"""`make demo` in a fresh clone with a fresh HOME and a warm package cache: from nothing to a prediction."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, RUNS, Row, report


def main() -> None:
    times = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as name:
            clone = Path(name) / "clone"
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
            begin = time.perf_counter()
            subprocess.run(["make", "demo"], cwd=clone, check=True, stdout=subprocess.DEVNULL, env=_environment(name))
            times.append(time.perf_counter() - begin)
            command = [str(clone / ".venv/bin/modelwright"), "destroy", "breast-cancer", "--yes"]
            subprocess.run(command, cwd=clone, check=True, capture_output=True)
            shutil.rmtree(clone, ignore_errors=True)
    report([Row("make demo, fresh clone, warm package cache", statistics.median(times), min(times), max(times), 60.0)])


def _environment(home: str) -> dict[str, str]:
    """A HOME of its own, but the package caches of this machine."""
    cache = Path.home() / ".cache"
    return {**os.environ, "HOME": home, "PIP_CACHE_DIR": str(cache / "pip"), "UV_CACHE_DIR": str(cache / "uv")}


if __name__ == "__main__":
    main()
