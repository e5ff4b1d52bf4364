"""What tests share by `xdist_group` is made once: the suite's own settings keep a group of tests on one worker."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUP = """
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_a_part(number, worker_id):
    with open("workers", "a") as file:
        file.write(f"{worker_id}\\n")
"""


def test_a_group_stays_on_one_worker(tmp_path):
    """Else pytest and pytest-xdist no longer agree: each part of a group would stand on whichever worker is free."""
    (tmp_path / "test_group.py").write_text(GROUP)
    words = ["-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-n", "2", "test_group.py"]
    ended = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    workers = (tmp_path / "workers").read_text().split()
    assert len(workers) == 6 and len(set(workers)) == 1
