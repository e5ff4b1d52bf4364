"""One directory per mistake, named after its code; what a user sees of it is in `expected.txt`.

Most have `cmd`: commands in a workspace, of which the last is shown. Lines that start with `$` are for the shell: they
break what the commands before them made. What no command reaches, since the compiler itself or a program that was
changed by hand is at fault, has `program/__main__.py`, which the engine runs, or `case.py`, whose function `case` does
it with the compiler's own functions, and raises or returns diagnostics.
"""

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from compiler.cli.endings import ending, refused
from compiler.cli.invocation import Format, Invocation
from compiler.cli.run import run
from compiler.model.stack import Stack
from compiler.operations.engine import embedded_engine
from compiler.provider import processes
from tests.pulumi_cli import hide_cli
from tests.warm_jobs import borrow

CASES = Path(__file__).parent / "errors"
VOLATILE = (
    (re.compile(r"\b(in|after) \d+(?:\.\d)? s\b"), r"\1 <seconds>"),
    (re.compile(r"\b(process|pid) \d+\b"), r"\1 <pid>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
    (re.compile(r"\bcrash-[\d-]+\.txt"), "crash-<time>.txt"),
    # A trained model: its last bits differ from processor to processor.
    (re.compile(r"\bstored sha256:[0-9a-f]{64}\b"), "stored <digest>"),
)


@pytest.fixture(autouse=True)
def jobs_are_warm(monkeypatch):
    """Undone after each test."""
    for name in ("ForkServer", "_new_mark"):
        monkeypatch.setattr(processes, name, getattr(processes, name))
    borrow()


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_error(case, tmp_path, request, monkeypatch):
    folder = CASES / case
    workspace = tmp_path / "work"
    shutil.copytree(folder, workspace, symlinks=True)
    (workspace / "expected.txt").unlink(missing_ok=True)
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    hide_credentials(monkeypatch, tmp_path)
    hide_cli(monkeypatch, tmp_path, workspace / "bin")
    try:
        shown = show(workspace).replace(str(workspace), "<workspace>")
    finally:
        clean_up(workspace)
    for pattern, word in VOLATILE:
        shown = pattern.sub(word, shown)
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(shown, encoding="utf-8")
    assert "Traceback" not in shown
    code = case[:4]
    forms = (f"[{code}]", f'"code": "{code}"', f"::error title={code}::")
    assert any(form in shown for form in forms), f"the code {code} is not in:\n{shown}"
    assert shown == expected.read_text(encoding="utf-8")


def hide_credentials(monkeypatch, tmp_path):
    """Nobody is logged in to AWS, whatever this machine or a test before has set, and no metadata service is asked."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))


def show(workspace):
    """What a user sees in the end."""
    if (workspace / "program").exists():
        return told(lambda: run_program(workspace))
    if (workspace / "case.py").exists():
        return told(load(workspace / "case.py").case)
    commands = (workspace / "cmd").read_text().splitlines()
    (workspace / "cmd").unlink()
    return [obey(command) for command in commands][-1]


def obey(command):
    """Run one line; returns what a user sees of it."""
    if command.startswith("$ "):
        subprocess.run(command[2:], shell=True, check=True, timeout=30)
        return ""
    with captured() as streams:
        code = run(shlex.split(command))
    return shown_text(streams, code)


def told(act):
    """What a user would see of what `act` raises or returns, told as the command line tells it."""
    invocation = Invocation(Format.TEXT, Path.cwd())
    with captured() as streams:
        try:
            code = refused(invocation, act())
        except Exception as error:
            code = ending(invocation, ["up"], error)
    return shown_text(streams, code)


def run_program(workspace):
    """The program as it would stand in `stacks/` after somebody changed it by hand: `up` would compile it anew."""
    stack = Stack("churn", "local", workspace, workspace / ".modelwright", workspace / "program")
    with embedded_engine() as (engine, _):
        engine.apply(stack, lambda event: None)
    return ()


def load(file):
    spec = importlib.util.spec_from_file_location("case", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def captured():
    streams = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        yield streams


def shown_text(streams, code):
    return "".join(stream.getvalue() for stream in streams) + f"exit {code}\n"


def clean_up(workspace):
    """End what the case has started: servers of endpoints, and the processes that it noted in `pid`."""
    if (workspace / ".modelwright" / "state").exists():
        obey("destroy . --yes")
    for file in (workspace / ".modelwright").rglob("endpoints/**/*.json"):
        for pid in re.findall(r'"pid": (\d+)', file.read_text()):
            subprocess.run(["kill", "-9", pid], check=False)
    if (workspace / "pid").exists():
        subprocess.run(["kill", (workspace / "pid").read_text().strip()], check=False)
