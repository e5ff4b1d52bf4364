"""A saved plan is carried out once, as it is, on either engine; everything that moved since is a refusal of its own."""

import json
import shutil

import pytest

from tests.endtoend.conftest import ROOT, Workspace
from tests.pulumi_cli import needs_cli

SECRET = "correct-horse-battery"
SPEC = """
project: tables
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns: {tenure: integer, churned: boolean}
"""


@pytest.fixture(params=["embedded", pytest.param("pulumi", marks=pytest.mark.engine)])
def workspace(request, tmp_path):
    """Data only: nothing is trained, so that every step is quick."""
    if request.param == "pulumi":
        needs_cli()
    root = tmp_path / "work"
    root.mkdir()
    (root / "modelwright.yaml").write_text(f"{SPEC}platform: {{engine: {request.param}}}\n")
    shutil.copy(ROOT / "tests/golden/errors/P027-nothing-recorded/customers.csv", root)
    return Workspace(root)


def kept(workspace):
    """All that is recorded of what runs."""
    private = workspace.root / ".modelwright"
    files = (path for name in ("state", "pulumi/.pulumi/stacks") for path in (private / name).rglob("*"))
    return {path: path.read_bytes() for path in files if path.is_file()}


def test_a_saved_plan_is_carried_out_as_it_is_or_not_at_all(workspace):
    mw = workspace.mw
    override = 'datasets.customers.checks=["rows >= 2"]'
    planned = mw("plan", override, "--out", "a.plan", "--json").json
    document = json.loads((workspace.root / "a.plan").read_text())
    assert document["changes"] == planned["changes"] and document["overrides"] == [override]
    assert not (workspace.root / "stacks").exists() and kept(workspace) == {}

    done = mw("up", "--plan", "a.plan", "--json").json
    assert done["applied"] and [item["address"] for item in done["changes"]] == ["Dataset.customers"]
    assert mw("plan", override, "--json").json["changes"] == [], "after an `up` the plan is empty"
    again = mw("up", "--plan", "a.plan", "--json", code=7).json
    assert [item["code"] for item in again["diagnostics"]] == ["P036"]

    mw("plan", "--out", "b.plan")
    spec = workspace.root / "modelwright.yaml"
    spec.write_text(f"# nothing but a comment\n{spec.read_text()}")
    assert mw("up", "--plan", "b.plan", "--json").json["changes"][0]["action"] == "update"
    assert mw("plan", "--json").json["changes"] == []


@pytest.mark.parametrize("workspace", ["embedded"], indirect=True)
def test_what_moved_is_told_and_nothing_is_done(workspace):
    workspace.mw("up", "--yes")
    workspace.mw("plan", 'datasets.customers.checks=["rows >= 2"]', "--out", "a.plan")
    before = kept(workspace)
    spec, table = workspace.root / "modelwright.yaml", workspace.root / "customers.csv"
    text, rows = spec.read_text(), table.read_text()
    for path, content, code in (
        (spec, text.replace("integer", "number"), "P035"),
        (spec, text.replace("integer", "intger"), "P035"),
        (table, f"{rows}7,no\n", "P034"),
    ):
        path.write_text(content)
        told = workspace.mw("up", "--plan", "a.plan", "--json", code=7).json
        assert [item["code"] for item in told["diagnostics"]] == [code]
        spec.write_text(text)
        table.write_text(rows)
    assert kept(workspace) == before


def test_a_saved_plan_holds_no_secret(make_workspace):
    workspace = make_workspace("diabetes")
    workspace.edit(
        "diabetes/modelwright.yaml", "    gates:", "    train: {env: {TOKEN: '${secret:TOKEN}'}}\n    gates:"
    )
    variables = {"MODELWRIGHT_SECRET_TOKEN": SECRET}
    workspace.mw("plan", "diabetes", "--out", "a.plan", variables=variables)
    text = (workspace.root / "a.plan").read_text()
    assert "[secret]" in text and SECRET not in text
