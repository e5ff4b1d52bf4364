from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from compiler.operations.freshness import notes_from_facts, notes_to_facts, recall, remember
from compiler.operations.soundness import validate
from compiler.pipeline import open_session
from compiler.source.diagnostic import Diagnostic, Related, Severity
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind

ROOT = Path(__file__).parents[3]


def test_facts_are_forgotten_when_a_file_of_conf_moves(tmp_path):
    shutil.copytree(ROOT / "examples" / "diabetes", tmp_path, dirs_exist_ok=True)
    special = tmp_path / "conf" / "env" / "special.yaml"
    special.parent.mkdir(parents=True)
    special.write_text("# @package platform\nregion: eu-west-3\n")

    def opened():
        """As a command does: what it has looked at once, it does not look at again."""
        return open_session(tmp_path, None, "local").value

    remember(opened(), "test", (), (), {"known": True})
    assert recall(opened(), "test") == {"known": True}
    moved = tmp_path / "conf" / "policy" / special.name
    moved.parent.mkdir()
    special.rename(moved)
    assert recall(opened(), "test") is None
    moved.rename(special)
    assert recall(opened(), "test") == {"known": True}
    (tmp_path / "modelwright.yaml").write_text("project: other\n")
    assert recall(opened(), "test") is None


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


WAIVED = """\
project: churn
owner: ml
datasets:
  customers: {source: c.csv, columns: {plan: {type: category, values: [a, b]}, is_churned: boolean, churned: boolean}}
models:
  churn:
    dataset: customers
    target: churned
    estimator: sklearn.tree.DecisionTreeClassifier
waive:
  - {rule: V111, at: datasets.customers, reason: known before the target is, until: 2027-03-01}
"""


def test_a_waiver_that_runs_out_is_noticed_and_so_is_a_clock_that_steps_back(tmp_path):
    (tmp_path / "modelwright.yaml").write_text(WAIVED)
    (tmp_path / "c.csv").write_text("plan,is_churned,churned\na,true,true\nb,false,false\n")

    def told(*day):
        session = open_session(tmp_path, None, "local", today=date(*day)).value
        return recall(session, "validate ") is not None, [item.code for item in validate(session).diagnostics]

    assert told(2027, 3, 1) == (False, ["V111"])
    assert told(2026, 1, 1) == (True, ["V111"])
    assert told(2027, 3, 2) == (False, ["V111", "V148"])
    assert told(2030, 1, 1) == (True, ["V111", "V148"])
    assert told(2027, 3, 1) == (False, ["V111"])


def test_notes_come_back_as_they_were():
    place, by = Location("a.yaml", 3, 5), Related("waived by", Location("a.yaml", 9, 3))
    layers = tuple(Layer(LayerKind.SPEC, place, place, value) for value in (1, "two"))
    kept = (
        Diagnostic("V111", "odd", place, ("models", "a", 0), "do", Severity.WARNING, layers, (by,)),
        Diagnostic("V115", "secret", place, ("x-a",), "", Severity.NOTE, (), (by,), confidential=True),
    )
    error = Diagnostic("V114", "secret", place)
    assert notes_from_facts(json.loads(json.dumps(notes_to_facts([*kept, error])))) == kept
