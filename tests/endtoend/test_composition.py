"""`docs/composition.md`: its files are written and its commands run, and they print what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.endtoend.conftest import ROOT
from tests.endtoend.test_readme import matches, stable

PAGE = ROOT / "docs" / "composition.md"
BLOCK = re.compile(r"(?:`(\S+)`:\n\n)?```(yaml|console)\n(.*?)```", re.DOTALL)


def test_the_page_says_what_happens(tmp_path):
    outer = {name: value for name, value in os.environ.items() if name not in ("GIT_SHA", "TREES")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = 0
    for name, language, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "yaml":
            assert name, f"no file name stands before:\n{block}"
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(block)
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, promised = part.partition("\n")
            done = subprocess.run(
                command, shell=True, cwd=tmp_path, env={**outer, "PATH": path, "NO_COLOR": "1"},
                capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            printed = done.stdout + (done.stderr if done.returncode else "")
            assert done.returncode == 0 and matches(stable(promised), stable(printed)), f"$ {command}\n{printed}"
            ran += 1
    assert ran >= 8


def test_the_table_of_differences_is_held_by_the_parity_suite():
    suite = (ROOT / "tests" / "contract" / "test_hydra_parity.py").read_text(encoding="utf-8")
    assert "test_null_in_an_environment_deletes" in suite and str(PAGE.relative_to(ROOT)) in suite
