from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    "change",
    [
        lambda record: "[" * 100_000,
        lambda record: "[]",
        lambda record: json.dumps(record | {"facts": {"known": [1]}}),
        lambda record: json.dumps(record | {"files": ["pipe"]}),
        lambda record: json.dumps(record | {"files": {"pipe": "sha256:0"}}),
        lambda record: json.dumps(record | {"files": {"../../../../../../etc/passwd": "sha256:0"}}),
    ],
)
def test_a_damaged_record_is_not_believed(tmp_path, change):
    (tmp_path / "modelwright.yaml").write_text("project: churn\n")
    os.mkfifo(tmp_path / "pipe")
    session = open_session(tmp_path, None, "local").value
    remember(session, "test", (), (), {"known": True})
    assert recall(session, "test") == {"known": True}
    (file,) = (tmp_path / ".modelwright/cache/fresh").iterdir()
    file.write_text(change(json.loads(file.read_text())))
    assert recall(session, "test") is None
