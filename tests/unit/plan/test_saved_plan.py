"""A saved plan is read back as it was written, and nothing else is read."""

import json
from dataclasses import replace

import pytest

from compiler.model.graph import Secret
from compiler.model.plan import Action, Change, ChangeKind, PropertyChange, Step
from compiler.model.savedplan import SavedPlan
from compiler.plan.document import dump_plan, parse_plan
from compiler.plan.told import change_json, work_of
from compiler.source.address import Address
from compiler.source.canonical import digest
from compiler.source.location import Location

VALUES = (
    PropertyChange("env.KEY", Secret("a"), Secret("b")),
    PropertyChange("limit", 1.5, float("inf"), replaces=True),
)
CHANGE = Change(
    Step(Address("TrainingRun", "churn"), "t", Action.REPLACE, VALUES), ChangeKind.RETRAIN, "why", Location("m", 1, 1)
)
SAVED = SavedPlan(
    "churn", "local", "pulumi", True, ("a=1",), {"modelwright": "0.1.0"}, "sha256:0", {"m": "sha256:1"}, "sha256:2",
    ("s3.Bucket.artifacts",), (change_json(CHANGE),),
)  # fmt: skip


def test_there_and_back():
    content = dump_plan(SAVED)
    assert parse_plan(content) == SAVED
    assert json.loads(content)["changes"][0]["values"][0]["new"] == "[secret]"
    assert parse_plan(dump_plan(replace(SAVED, changes=(), overrides=(), engine=""))).changes == ()


def without(name):
    tree = json.loads(dump_plan(SAVED))
    del tree[name], tree["digest"]
    return {**tree, "digest": digest(tree)}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it is no saved plan"),
        (b'{"version": 1}', "it is no saved plan"),
        (b'{"format": "modelwright plan", "version": 2}', "it is of version 2, and this release reads version 1"),
        (dump_plan(SAVED).replace(b"sha256:2", b"sha256:3"), "it was changed after it was written"),
        (dump_plan(SAVED)[:-20], "it is not JSON"),
        (json.dumps(without("inputs")).encode(), "it is not complete"),
        (json.dumps(without("changes")).encode(), "it is not complete"),
    ],
)
def test_anything_else_is_refused(content, reason):
    with pytest.raises(ValueError, match=f"^{reason}$"):
        parse_plan(content)


def test_reasons_and_places_are_no_work():
    moved = change_json(replace(CHANGE, reason="other", location=Location("m", 9, 9)))
    assert work_of(moved) == work_of(change_json(CHANGE))
    other = change_json(replace(CHANGE, step=replace(CHANGE.step, changes=VALUES[:1])))
    assert work_of(other) != work_of(change_json(CHANGE))
