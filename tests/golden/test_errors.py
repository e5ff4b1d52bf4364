"""One directory per mistake: a workspace, the commands in `cmd`, and what a user sees of the last in `expected.txt`.

Lines of `cmd` that start with `$` are for the shell: they break what the commands before them made.
"""

import contextlib
import io
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from compiler.cli.run import run

CASES = Path(__file__).parent / "errors"
VOLATILE = (
    (re.compile(r"\b(in|after) \d+(?:\.\d)? s\b"), r"\1 <seconds>"),
    (re.compile(r"\b(process|pid) \d+\b"), r"\1 <pid>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
)


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_error(case, tmp_path, request, monkeypatch):
    folder = CASES / case
    workspace = tmp_path / "work"
    shutil.copytree(folder, workspace, symlinks=True)
    (workspace / "expected.txt").unlink(missing_ok=True)
    commands = (workspace / "cmd").read_text().splitlines()
    (workspace / "cmd").unlink()
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    try:
        shown = [obey(command) for command in commands][-1].replace(str(workspace), "<workspace>")
    finally:
        clean_up(workspace)
    for pattern, word in VOLATILE:
        shown = pattern.sub(word, shown)
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(shown, encoding="utf-8")
    assert "Traceback" not in shown
    assert f"[{case[:4]}]" in shown, f"the code {case[:4]} is not in:\n{shown}"
    assert shown == expected.read_text(encoding="utf-8")


def obey(command):
    """Run one line; returns what a user sees of it."""
    if command.startswith("$ "):
        subprocess.run(command[2:], shell=True, check=True, timeout=30)
        return ""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(command))
    return f"{out.getvalue()}{err.getvalue()}exit {code}\n"


def clean_up(workspace):
    """End what the case has started: servers of endpoints, and the processes that it noted in `pid`."""
    if (workspace / ".modelwright" / "state").exists():
        obey("destroy . --yes")
    for file in (workspace / ".modelwright").rglob("endpoints/**/*.json"):
        for pid in re.findall(r'"pid": (\d+)', file.read_text()):
            subprocess.run(["kill", "-9", pid], check=False)
    if (workspace / "pid").exists():
        subprocess.run(["kill", (workspace / "pid").read_text().strip()], check=False)
