from __future__ import annotations

import shutil
from pathlib import Path

from compiler.operations.freshness import recall, remember
from compiler.pipeline import open_session

ROOT = Path(__file__).parents[3]


def test_facts_are_forgotten_when_a_file_of_conf_moves(tmp_path):
    shutil.copytree(ROOT / "examples" / "diabetes", tmp_path, dirs_exist_ok=True)
    special = tmp_path / "conf" / "env" / "special.yaml"
    special.parent.mkdir(parents=True)
    special.write_text("# @package platform\nregion: eu-west-3\n")
    session = open_session(tmp_path, None, "local").value
    assert session is not None
    remember(session, "test", (), (), {"known": True})
    assert recall(session, "test") == {"known": True}
    moved = tmp_path / "conf" / "policy" / special.name
    moved.parent.mkdir()
    special.rename(moved)
    assert recall(session, "test") is None
    moved.rename(special)
    assert recall(session, "test") == {"known": True}
    (tmp_path / "modelwright.yaml").write_text("project: other\n")
    assert recall(session, "test") is None
