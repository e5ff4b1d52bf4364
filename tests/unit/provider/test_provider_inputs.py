"""Values over the wire, differences, fingerprints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from provider_workbench import definition, gate

from compiler.model.plan import PropertyChange
from compiler.provider.differences import changes
from compiler.provider.environment import child_environment
from compiler.provider.fingerprint import fingerprint
from compiler.provider.imports import imported_files
from compiler.provider.inputs import exact, missing_inputs, unknown_inputs
from compiler.provider.protocol import UNKNOWN, InputFailure, Props


def test_whole_numbers_are_integers_except_where_literals_say_more() -> None:
    wire: Props = {
        "definition": {"params": {"n": 200.0, "share": 1, "rate": 0.5, "on": True}, "list": [1.0]},
        "literals": {
            "/definition/params/share": "1.0",
            "/definition/params/penalty": "null",
            "/definition/list/0": "1.0",
        },
    }
    found = exact(wire)
    assert found == {
        "definition": {"params": {"n": 200, "share": 1.0, "rate": 0.5, "on": True, "penalty": None}, "list": [1.0]}
    }
    params = found["definition"]["params"]  # type: ignore[index]
    assert [type(params[key]) for key in ("n", "share", "on")] == [int, float, bool]


def test_inputs_are_checked_by_kind() -> None:
    failures = missing_inputs(
        {"port": True, "artifact": UNKNOWN, "model": 3}, {"port": int, "artifact": str, "model": str, "version": int}
    )
    assert failures == (
        InputFailure("port", "has a value of the wrong kind"),
        InputFailure("model", "has a value of the wrong kind"),
        InputFailure("version", "is required"),
    )
    assert unknown_inputs({"prot": 1}, ("port",)) == (InputFailure("prot", "is not an input of this resource"),)


def test_changes_name_the_leaves() -> None:
    old: Props = {"definition": {"params": {"max_depth": 8.0}, "gates": [{"text": "a"}]}, "same": 1, "gone": "x"}
    new: Props = {
        "definition": {"params": {"max_depth": 12}, "gates": [{"text": "a"}, {"text": "b"}]},
        "same": 1.0,
        "later": UNKNOWN,
    }
    assert changes(old, new, lambda key: key == "definition") == (
        PropertyChange("definition.gates[1]", None, {"text": "b"}, True),
        PropertyChange("definition.params.max_depth", 8, 12, True),
        PropertyChange("gone", "x", None),
        PropertyChange("later", None, UNKNOWN),
    )


def test_a_float_and_an_integer_differ_when_they_were_written_differently() -> None:
    old: Props = {"definition": {"params": {"max_features": 1}}}
    new = {**old, "literals": {"/definition/params/max_features": "1.0"}}
    assert [change.path for change in changes(old, new, lambda key: True)] == ["definition.params.max_features"]


def _fingerprint(**changes: Any) -> str | None:
    return fingerprint(
        {"dataset_digest": "sha256:aa", "definition": definition(**changes), "runtime": {"python": "3.11"}}
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"project": "other"},
        {"limits": {"timeout_seconds": 5, "threads": 1}},
        {"gates": [{**gate("roc_auc >= 0.5"), "text": "roc_auc>=0.50"}]},
        {"metrics": ["roc_auc", "accuracy"]},
        {"dataset": {**definition()["dataset"], "name": "people", "checks": []}},  # type: ignore[dict-item]
        {"params": {"random_state": 1.0, "max_depth": 2.0}},
    ],
)
def test_what_changes_no_model_changes_no_fingerprint(changes: dict[str, Any]) -> None:
    assert _fingerprint(**changes) == _fingerprint()


@pytest.mark.parametrize(
    "changes",
    [
        {"params": {"max_depth": 3, "random_state": 1}},
        {"gates": [gate("roc_auc >= 0.6")]},
        {"features": ["plan"]},
        {"split": {"test": 0.2, "seed": 8, "stratify": True}},
        {"limits": {"timeout_seconds": 60, "threads": 2}},
        {"entrypoint": {"path": "a.py", "function": "build", "digest": "sha256:cc"}},
    ],
)
def test_what_changes_the_model_changes_the_fingerprint(changes: dict[str, Any]) -> None:
    assert _fingerprint(**changes) != _fingerprint()


def test_an_unknown_input_has_no_fingerprint() -> None:
    assert fingerprint({"dataset_digest": UNKNOWN, "definition": definition(), "runtime": {}}) is None
    assert _fingerprint(features=["age", UNKNOWN]) is None


def test_children_inherit_no_credentials() -> None:
    inherited = {
        "PATH": "/bin",
        "AWS_SECRET_ACCESS_KEY": "s",
        "LC_ALL": "C",
        "PULUMI_ACCESS_TOKEN": "t",
        "HTTP_PROXY": "p",
    }
    environment = child_environment(2, inherited)
    assert set(environment) - {"PYTHONPATH"} == {
        "PATH",
        "LC_ALL",
        "PYTHONUNBUFFERED",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    }
    assert environment["OMP_NUM_THREADS"] == "2"


def test_what_an_entry_point_imports_is_part_of_the_run(tmp_path: Path) -> None:
    files = {
        "models/train.py": "import numpy, shapes\nfrom features.text import words\nfrom . import odd\n",
        "models/shapes.py": "def late():\n    import deeper\n",
        "models/deeper.py": "import train, shapes\n",
        "models/features/__init__.py": "",
        "models/features/text.py": "this is no Python",
        "models/other.py": "",
        "shapes.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert list(imported_files(tmp_path, "models/train.py")) == [
        "models/deeper.py",
        "models/features/__init__.py",
        "models/features/text.py",
        "models/shapes.py",
    ]
    assert imported_files(tmp_path, "gone.py") == imported_files(tmp_path, "../x.py") == {}
    run = {"dataset_digest": "sha256:aa", "definition": definition(), "runtime": {}}
    assert fingerprint(run) != fingerprint({**run, "imports": {"models/shapes.py": "sha256:bb"}})
