"""A workspace of one's own, and the command line as a user calls it: a process, its output and its exit code."""

import contextlib
import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests import commands

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
        done = commands.run(arguments, self.root, environment | plain | (variables or {}), stdin)
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


@contextlib.contextmanager
def workspaces(folder):
    """A function that copies examples into a new workspace; what still runs in one at the end is destroyed."""
    made = []

    def make(*examples):
        root = folder / f"work{len(made)}"
        root.mkdir()
        (root / "modelwright.toml").touch()
        for name in examples:
            shutil.copytree(ROOT / "examples" / name, root / name)
        workspace = Workspace(root)
        made.append((workspace, examples))
        return workspace

    yield make
    for workspace, examples in made:
        if children(workspace):
            for name in examples:
                workspace.mw("destroy", name, "--yes", code=None)


@pytest.fixture
def make_workspace(tmp_path):
    """Workspaces of one test."""
    with workspaces(tmp_path) as make:
        yield make


@pytest.fixture(scope="module")
def make_lasting_workspace(tmp_path_factory):
    """Workspaces of all tests of a module."""
    with workspaces(tmp_path_factory.mktemp("lasting")) as make:
        yield make


def children(workspace):
    """Processes that still work for this workspace."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if str(workspace.root) in command or (process.pid != os.getpid() and _works_in(process, workspace)):
            found.append(command)
    return found


def _works_in(process, workspace):
    try:
        return process.cwd().startswith(str(workspace.root))
    except psutil.Error:
        return False


def wait_until(true, seconds=60.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
