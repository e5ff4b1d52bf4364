"""The Pulumi classes: what they register, and that their outputs arrive with the right types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pulumi_modelwright as modelwright
import pytest
from pulumi.runtime import mocks, settings
from pulumi_modelwright.literals import literals

OUTPUTS: dict[str, dict[str, Any]] = {
    "modelwright:index:Dataset": {"location": "d.csv", "rows": 3, "profile": {"rows": 3}, "checked": []},
    "modelwright:index:TrainingRun": {
        "artifact": "sha256:aa",
        "metrics": {"roc_auc": 0.9},
        "gates": [{"text": "roc_auc >= 0.8", "passed": True}],
        "seconds": 1.5,
        "reused": False,
        "fingerprint": "sha256:bb",
        "runtime": {"python": "3.11"},
    },
    "modelwright:index:ModelVersion": {"version": 1},
    "modelwright:index:Endpoint": {"url": "http://127.0.0.1:8080", "port": 8080, "pid": 4711, "mode": "realtime"},
}


class Recorder(mocks.Mocks):
    def __init__(self) -> None:
        self.registered: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.registered[args.typ] = args.inputs
        return f"{args.name}-id", {**args.inputs, **OUTPUTS[args.typ]}

    def call(self, args: mocks.MockCallArgs) -> dict[Any, Any]:
        raise AssertionError(args.token)


@pytest.fixture
def recorder():
    recorder = Recorder()
    mocks.set_mocks(recorder, project="churn", stack="local")
    yield recorder
    settings.reset_options()


def test_resources_register_with_wire_names_and_give_typed_outputs(recorder: Recorder) -> None:
    found: dict[str, Any] = {}
    definition = {
        "model": "churn",
        "entrypoint": None,
        "params": {"max_features": 1.0, "max_depth": None, "seeds": [1]},
    }

    @pulumi.runtime.test
    def program() -> Any:
        dataset = modelwright.Dataset(
            "customers", source="d.csv", digest="sha256:cc", columns=[{"name": "a", "type": "number"}]
        )
        run = modelwright.TrainingRun(
            "churn", dataset=dataset.location, dataset_digest=dataset.digest, definition=definition
        )
        version = modelwright.ModelVersion(
            "churn", model="churn", artifact=run.artifact, metrics=run.metrics, gates=run.gates
        )
        endpoint = modelwright.Endpoint("churn", model="churn", version=version.version, artifact=run.artifact)
        outputs = (dataset.rows, run.metrics, version.version, endpoint.url, endpoint.port, endpoint.id, run.seconds)
        return pulumi.Output.all(*outputs).apply(lambda values: found.update(values=values))

    program()
    assert found["values"] == [3, {"roc_auc": 0.9}, 1, "http://127.0.0.1:8080", 8080, "churn-id", 1.5]
    assert isinstance(found["values"][2], int)
    assert recorder.registered["modelwright:index:Dataset"] == {
        "source": "d.csv",
        "digest": "sha256:cc",
        "columns": [{"name": "a", "type": "number"}],
    }
    assert recorder.registered["modelwright:index:TrainingRun"] == {
        "dataset": "d.csv",
        "dataset_digest": "sha256:cc",
        "definition": {"model": "churn", "params": {"max_features": 1, "seeds": [1]}},
        "literals": {"/definition/params/max_features": "1.0", "/definition/params/max_depth": "null"},
    }
    assert recorder.registered["modelwright:index:Endpoint"] == {
        "model": "churn",
        "version": 1,
        "artifact": "sha256:aa",
    }


def test_a_checkout_tests_its_own_classes() -> None:
    """Not a copy that an installation made."""
    assert Path(modelwright.__file__ or "").is_relative_to(Path(__file__).parents[3] / "compiler" / "sdk")


def test_arguments_are_by_keyword_only() -> None:
    with pytest.raises(TypeError):
        modelwright.Dataset("customers", None, "d.csv", "sha256:cc", [])  # type: ignore[misc]


def test_literals_are_what_the_wire_would_change() -> None:
    value = {"a": 1.0, "b": 1, "c": [0.5, 2.0], "d/e": {"~": None}, "f": True}
    assert literals(value, "/p") == {"/p/a": "1.0", "/p/c/1": "2.0", "/p/d~1e/~0": "null"}
