"""What a spec gets written of a thing that stands, and what is refused before anything is written or recorded."""

from __future__ import annotations

import json

import pytest

from compiler.model.workspace import ProjectFile
from compiler.operations.adoption import take_over
from compiler.operations.drafts import Known, draft
from compiler.operations.neighbours import recorded_elsewhere
from compiler.pipeline import open_session
from compiler.provider.artifacts import artifact_folder
from compiler.scaffold import columns_of
from compiler.source.address import Address

SPEC = "project: churn  # kept\nowner: ml\n"
ARTIFACT = "sha256:" + "a" * 64
ROWS = "customer_id,plan,months,churned\n" + "".join(f"c{n},{'pf'[n % 2]},{n % 12},{n % 2}\n" for n in range(40))


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "churn").mkdir()
    (tmp_path / "churn/modelwright.yaml").write_text(SPEC)
    (tmp_path / "churn/customers.csv").write_text(ROWS)
    return tmp_path


def taken(workspace, name, id, environment="local"):
    return take_over(open_session(workspace, "churn", environment).value, name, id, columns_of)


def test_a_dataset_is_written_with_its_columns_and_recorded(workspace):
    done = taken(workspace, "Dataset.customers", "churn/customers.csv").value
    assert (done.id, done.left) == ("churn/customers.csv", ("datasets.customers.checks",))
    assert (workspace / "churn/modelwright.yaml").read_text() == SPEC + (
        "datasets:\n  customers:\n    source: customers.csv\n    columns:\n      customer_id: identifier\n"
        "      plan: {type: category, values: [f, p]}\n      months: integer\n      churned: boolean\n"
    )
    state = json.loads((workspace / ".modelwright/state/churn/local.json").read_bytes())
    assert [item["id"] for item in state["deployment"]["resources"] if item["custom"]][1:] == ["churn/customers.csv"]
    assert done.plan is not None
    assert [(str(item.step.address), str(item.step.action)) for item in done.plan.pending] == [
        ("Dataset.customers", "update")
    ]


@pytest.mark.parametrize(
    ("name", "id", "code"),
    [
        ("Dataset.customers", "churn/nothing.csv", "P014"),
        ("Dataset.customers", "modelwright.toml", "P041"),
        ("Bucket.customers", "x", "P041"),
        ("customers", "x", "P041"),
        ("Dataset.../../x", "churn/customers.csv", "P041"),
        ("Dataset.a: b", "churn/customers.csv", "P041"),
        ("Endpoint.api", "other", "P014"),
    ],
)
def test_refusals_leave_everything_as_it_was(workspace, name, id, code):
    refused = taken(workspace, name, id)
    assert [item.code for item in refused.diagnostics] == [code]
    assert (workspace / "churn/modelwright.yaml").read_text() == SPEC
    assert not (workspace / ".modelwright/state").exists()


def test_a_spec_that_has_an_entry_keeps_it(workspace):
    text = SPEC + "datasets:\n  customers: {source: customers.csv}\n"
    (workspace / "churn/modelwright.yaml").write_text(text)
    done = taken(workspace, "Dataset.customers", "churn/customers.csv").value
    assert (workspace / "churn/modelwright.yaml").read_text() == text
    assert (done.written, done.plan) == ((), None) and {item.code for item in done.problems} == {"V012"}


def known(tmp_path, type_, properties, tree):
    return Known(
        Address(type_, "churn"), "churn", properties, tree, tmp_path, tmp_path / "private", ProjectFile("m", "")
    )


def test_a_model_is_written_as_its_artifact_tells(tmp_path, monkeypatch):
    folder = artifact_folder(tmp_path / "private", ARTIFACT)
    folder.mkdir(parents=True)
    sidecar = {"target": {"name": "churned"}, "estimator": "sklearn.linear_model.Ridge", "params": {"alpha": 2}}
    (folder / "model.json").write_text(json.dumps(sidecar))
    monkeypatch.setattr("compiler.provider.artifacts.verified", lambda private, artifact: folder)
    measured = {"artifact": ARTIFACT, "metrics": {"r2": 0.5}, "gates": [{"text": "r2 >= 0.4"}]}
    found = draft("models", known(tmp_path, "ModelVersion", measured, {"datasets": {"customers": {}}}), columns_of)
    assert found.value == {
        "dataset": "customers",
        "target": "churned",
        "estimator": "sklearn.linear_model.Ridge",
        "params": {"alpha": 2},
        "metrics": ["r2"],
        "gates": ["r2 >= 0.4"],
    }
    assert found.left == ("split",)
    several = draft("models", known(tmp_path, "TrainingRun", {}, {"datasets": {"a": {}, "b": {}}}), columns_of)
    assert several.left[0] == "dataset" and "dataset" not in several.value


def test_an_endpoint_is_written_with_its_model(tmp_path):
    served = draft("serving", known(tmp_path, "Endpoint", {"model": "churn", "port": 4000}, {}), columns_of)
    assert (served.value, served.left) == ({"model": "churn", "port": 4000}, ())
    cloud = draft("serving", known(tmp_path, "sagemaker.Endpoint", {}, {"models": {"churn": {}}}), columns_of)
    assert cloud.value == {"model": "churn"}
    assert draft("serving", known(tmp_path, "sagemaker.Endpoint", {}, {}), columns_of).left == ("model",)


def test_stacks_of_a_backend_folder_are_neighbours_too(workspace):
    from dataclasses import replace

    from compiler.operations.project import named_stack

    stack = replace(named_stack(open_session(workspace, "churn", "local").value), backend="file://backend")
    resource = {"type": "aws:x:Y", "id": "one"}
    for name, text in (
        ("sales/prod", json.dumps({"checkpoint": {"latest": {"resources": [resource]}}})),
        ("sales/torn", "{"),
        ("churn/local", json.dumps({"checkpoint": {"latest": {"resources": [resource]}}})),
    ):
        path = workspace / "backend/.pulumi/stacks" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert recorded_elsewhere(stack, "aws:x:Y", "one") == "sales/prod"
    assert recorded_elsewhere(stack, "aws:x:Y", "two") == ""
