"""The README's tour is run command by command, and has to print what it says (`…` stands for lines left out)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.endtoend.conftest import ROOT

VOLATILE = ((re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"), (re.compile(r"pid \d+"), "pid N"))


def steps():
    """Each command of the tour with the lines that are promised for it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = readme.partition("<!-- tour -->")[2].partition("<!-- end of tour -->")[0]
    for block in re.findall(r"```console\n(.*?)```", tour, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def stable(text):
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return [line.rstrip() for line in text.strip().splitlines()]


def matches(promised, printed):
    """Whether the printed lines are the promised ones, `…` standing for any number of lines."""
    pattern = "\n".join(".*" if line == "…" else re.escape(line) for line in promised)
    return re.fullmatch(pattern.replace("\n.*", "(\n.*)?"), "\n".join(printed), re.DOTALL) is not None


def test_the_tour(tmp_path):
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    shutil.copy(ROOT / "modelwright.toml", workspace)
    shutil.copytree(ROOT / "examples", workspace / "examples")
    shutil.copytree(ROOT / "conf", workspace / "conf")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    commands = list(steps())
    assert len(commands) >= 9
    try:
        for command, promised in commands:
            done = subprocess.run(
                command, shell=True, cwd=workspace, env=environment, capture_output=True, text=True, timeout=120
            )
            printed = done.stdout + (done.stderr if done.returncode else "")
            assert matches(stable(promised), stable(printed)), f"$ {command}\n{printed}\n--- promised:\n{promised}"
    finally:
        destroy = ["modelwright", "destroy", "diabetes", "--yes"]
        subprocess.run(destroy, cwd=workspace, env=environment, capture_output=True, timeout=60)
