"""`make demo-pr`: the whole life of a pull request, as its own script shows it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.endtoend.conftest import ROOT


def test_the_demonstration(tmp_path):
    command = ["sh", "tools/demo_pr.sh", str(Path(sys.executable).parent)]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    before, merged = done.stdout.split("==> merged")
    assert "cost: +188" in before and "**passed**" in before and "pr-1  open" in before
    assert done.stderr.count("fitting") == 1, "what was previewed is not trained again"
    assert "version 1  is version 2" in merged and "nothing to change" in merged
    assert merged.rstrip().endswith("nothing is left") and list(tmp_path.iterdir()) == []
