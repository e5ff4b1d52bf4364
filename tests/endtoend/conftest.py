"""A workspace of one's own, and the command line as a user calls it: a process, its output and its exit code."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Workspace:
    """A folder with projects, and `mw(...)` to run commands in it."""

    root: Path

    def mw(self, *arguments, code: int | None = 0, stdin: str | None = None, variables=None) -> Ran:
        """Run `modelwright ARGUMENTS` here, with `variables` in its environment; by default it has to end with 0."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MODELWRIGHT", "PULUMI"))}
        plain = {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PULUMI_HOME": f"{self.root}-pulumi"}
        done = subprocess.run(
            [sys.executable, "-m", "compiler.cli.main", *arguments],
            cwd=self.root,
            env=environment | plain | (variables or {}),
            input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return Ran(done.returncode, done.stdout, done.stderr)

    def edit(self, file, old, new):
        """Replace one text in a file; it has to be there."""
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def make_workspace(tmp_path):
    """Copy examples into a new workspace; whatever was started in it is destroyed at the end."""
    made = []

    def make(*examples):
        root = tmp_path / f"work{len(made)}"
        root.mkdir()
        (root / "modelwright.toml").touch()
        for name in examples:
            shutil.copytree(ROOT / "examples" / name, root / name)
        workspace = Workspace(root)
        made.append((workspace, examples))
        return workspace

    yield make
    for workspace, examples in made:
        for name in examples:
            workspace.mw("destroy", name, "--yes", code=None)
