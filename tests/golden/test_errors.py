"""One directory per mistake: a workspace, the command in `cmd`, and everything a user sees in `expected.txt`."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "errors"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_error(case, tmp_path, request):
    folder = CASES / case
    workspace = tmp_path / "work"
    shutil.copytree(folder, workspace, symlinks=True)
    (workspace / "expected.txt").unlink(missing_ok=True)
    command = shlex.split((workspace / "cmd").read_text())
    (workspace / "cmd").unlink()
    environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    environment |= {"NO_COLOR": "1", "COLUMNS": "120", "PYTHONWARNINGS": "default"}
    done = subprocess.run(
        [sys.executable, "-m", "compiler.cli.main", *command],
        cwd=workspace, env=environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    shown = f"{done.stdout}{done.stderr}exit {done.returncode}\n".replace(str(workspace), "<workspace>")
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(shown, encoding="utf-8")
    assert "Traceback" not in shown
    assert case[:4] in shown, f"the code {case[:4]} is not in:\n{shown}"
    assert shown == expected.read_text(encoding="utf-8")
