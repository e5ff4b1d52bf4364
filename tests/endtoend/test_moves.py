"""A renamed thing keeps what runs of it once `moved:` says so, on either engine; without it the line to add is told."""

import shutil

import pytest

from tests.endtoend.conftest import ROOT, Workspace
from tests.pulumi_cli import needs_cli

SPEC = """
project: tables
owner: growth-ml
datasets:
  people:
    source: customers.csv
    columns: {tenure: integer, churned: boolean}
"""
LINE = "{from: datasets.people, to: datasets.customers}"


@pytest.mark.parametrize("engine", ["embedded", pytest.param("pulumi", marks=pytest.mark.engine)])
def test_a_move_is_recorded_once_and_for_all(tmp_path, engine):
    if engine == "pulumi":
        needs_cli()
    workspace = Workspace(tmp_path)
    shutil.copy(ROOT / "tests/golden/errors/P027-nothing-recorded/customers.csv", tmp_path)
    spec, text = tmp_path / "modelwright.yaml", f"{SPEC}platform: {{engine: {engine}}}\n"
    spec.write_text(text)
    made = workspace.mw("up", "--yes", "--json").json
    assert made["applied"]

    renamed = text.replace("people:", "customers:")
    spec.write_text(renamed)
    planned = workspace.mw("plan", "--json").json
    assert [item["action"] for item in planned["changes"]] == ["create", "delete"]
    (note,) = [item for item in planned["diagnostics"] if item["code"] == "P038"]
    assert f"`- {LINE}`" in note["hint"]

    spec.write_text(f"{renamed}moved:\n  - {LINE}\n")
    done = workspace.mw("up", "--yes", "--json").json
    assert [(item["address"], item["action"], item["was"]) for item in done["changes"]] == [
        ("Dataset.customers", "same", "Dataset.people")
    ]
    spec.write_text(renamed)
    assert workspace.mw("plan", "--json").json["changes"] == [], "recorded, so that the entry is no longer needed"


def test_a_served_model_moves_without_being_stopped_and_meets_its_champion(make_workspace):
    workspace = make_workspace("diabetes")
    workspace.mw("up", "diabetes", "--yes")
    before = workspace.mw("status", "diabetes", "--json").json["endpoints"]

    spec = "diabetes/modelwright.yaml"
    workspace.edit(spec, "progression-api:", "sugar-api:")
    moved = "moved:\n  - {from: serving.progression-api, to: serving.sugar-api}\n"
    path = workspace.root / spec
    path.write_text(path.read_text() + moved)
    done = workspace.mw("up", "diabetes", "--yes", "--json").json
    assert [(item["address"], item["action"], item["was"]) for item in done["changes"]] == [
        ("Endpoint.sugar-api", "update", "Endpoint.progression-api")
    ]
    after = workspace.mw("status", "diabetes", "--json").json["endpoints"]
    assert after == {"sugar-api": before["progression-api"]}, "the same process at the same address"

    workspace.edit(spec, "  progression:\n    dataset:", "  glucose:\n    dataset:")
    workspace.edit(spec, "model: progression", "model: glucose")
    workspace.edit(spec, "moved:\n", "moved:\n  - {from: models.progression, to: models.glucose}\n")
    workspace.edit(spec, "rmse <= champion + 1.0", "rmse <= champion - 20")
    refused = workspace.mw("up", "diabetes", "--yes", "--json", code=5).json
    assert "D010" in {item["code"] for item in refused["diagnostics"]}, "the champion is that of the old name"
    assert workspace.mw("status", "diabetes", "--json").json["endpoints"] == after, "and serves on"
