"""A Python environment with the libraries of the prebuilt image, made once into the cache folder.

It takes a Python of its own, 150 MB and a package index: tests ask for it only where MODELWRIGHT_CONTAINER is set.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from tests.torture.pythons import installed

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "container-1.9-0.lock"
VERSION = (3, 12)


def container_python() -> Path:
    """Its interpreter. Skips, or with MODELWRIGHT_CONTAINER=required fails, the test that asks where there is none."""
    wanted = os.environ.get("MODELWRIGHT_CONTAINER")
    if not wanted:
        pytest.skip("MODELWRIGHT_CONTAINER=required trains and serves with the libraries of AWS's scikit-learn image")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "modelwright" / "container"
    folder = cache / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").is_file() and (problem := _make(folder)):
            if wanted == "required":
                pytest.fail(problem)
            pytest.skip(problem)
    return folder / "bin" / "python"


def _make(folder: Path) -> str:
    """What went wrong, if anything."""
    python = installed().get(VERSION)
    if python is None:
        return "the libraries of AWS's scikit-learn image need a Python 3.12, and there is none on this machine"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    for command in ([python, "-m", "venv", folder], [*pip, "-r", LOCK]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason"])[-1][:200]
            return f"the libraries of AWS's scikit-learn image cannot be installed: {said}"
    (folder / "ready").touch()
    return ""
