"""The Python minor versions of this machine, each with the locked packages that a compilation needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.torture.forks import ROOT

OLDEST = (3, 11)
NEEDED = frozenset({
    "annotated-types", "antlr4-python3-runtime", "click", "filelock", "hydra-core", "jinja2", "markupsafe",
    "omegaconf", "packaging", "psutil", "pydantic", "pydantic-core", "pyyaml", "typing-extensions",
    "typing-inspection",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pythons:
    """Interpreters by minor version, and why others that are here take no part."""

    found: dict[str, Path]
    left_out: tuple[str, ...]


def only_this() -> Pythons:
    """The interpreter that runs the tests."""
    return Pythons({_version(sys.version_info[:2]): Path(sys.executable)}, ())


def every(folder: Path) -> Pythons:
    """This interpreter, and in `folder` an environment for each other minor version that is new enough."""
    found, left_out = dict(only_this().found), []
    for version, python in sorted(installed().items()):
        name = _version(version)
        if name in found:
            continue
        if version < OLDEST:
            left_out.append(f"{name}: older than {_version(OLDEST)}, which the product needs")
        elif problem := _equip(python, folder / name):
            left_out.append(f"{name}: {problem}")
        else:
            found[name] = folder / name / "bin" / "python"
    return Pythons(found, tuple(left_out))


def _version(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def installed() -> dict[tuple[int, int], Path]:
    """Interpreters by minor version, on PATH and among the versions that pyenv keeps."""
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    places += sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin"))
    found: dict[tuple[int, int], Path] = {}
    for place in places:
        for path in sorted(place.glob("python3.*")) if place.is_dir() else ():
            if match := re.fullmatch(r"python3\.(\d+)", path.name):
                version = (3, int(match[1]))
                if version not in found and _runs(path, version):
                    found[version] = path
    return found


def _runs(path: Path, version: tuple[int, int]) -> bool:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return False
    return done.stdout.strip() == _version(version)


def _equip(python: Path, folder: Path) -> str:
    """Make an environment; what went wrong, if anything."""
    lines = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if re.split(r"[=\s;]", line)[0].lower() in NEEDED]
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    list_file = folder.parent / "packages.txt"
    list_file.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    for command in (
        [python, "-m", "venv", folder],
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", "-r", list_file],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["it cannot be set up"])[-1][:200]
    return ""
