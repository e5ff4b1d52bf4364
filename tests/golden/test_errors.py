"""One directory per mistake: a workspace, the command in `cmd`, and everything a user sees in `expected.txt`."""

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from compiler.cli.run import run

CASES = Path(__file__).parent / "errors"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_error(case, tmp_path, request, monkeypatch):
    folder = CASES / case
    workspace = tmp_path / "work"
    shutil.copytree(folder, workspace, symlinks=True)
    (workspace / "expected.txt").unlink(missing_ok=True)
    command = shlex.split((workspace / "cmd").read_text())
    (workspace / "cmd").unlink()
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(command)
    shown = f"{out.getvalue()}{err.getvalue()}exit {code}\n".replace(str(workspace), "<workspace>")
    shown = re.sub(r"\b(in|after) \d+\.\d s\b", r"\1 <seconds>", shown)
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(shown, encoding="utf-8")
    assert "Traceback" not in shown
    assert f"[{case[:4]}]" in shown, f"the code {case[:4]} is not in:\n{shown}"
    assert shown == expected.read_text(encoding="utf-8")
