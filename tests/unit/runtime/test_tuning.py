"""The search for parameters, on real data: what it chooses, what it tells, and what it refuses."""

from __future__ import annotations

import json

import pytest

from compiler.runtime.archive import load_model
from compiler.runtime.train import train
from tests.unit.runtime.jobs import request

DEPTH = {"max_depth": {"integer": [1, 6], "scale": "linear"}}
LEAVES = {"min_samples_leaf": {"integer": [1, 40], "scale": "log"}}
TREE = {"estimator": "sklearn.tree.DecisionTreeClassifier", "params": {}}


def tune(params=None, **more):
    base = {"params": params or DEPTH | LEAVES, "objective": "roc_auc", "direction": "maximize", "trials": 4}
    return {**base, "strategy": "random", "folds": 3, "seed": 7, **more}


def run(bundle, folder, **block):
    lines = []
    job = bundle.having(**TREE, tune=tune(**block)) if "estimator" not in block else bundle.having(**block)
    return train(request(job, folder / "artifact"), lines.append), lines


def sidecar(folder):
    return json.loads((folder / "artifact" / "model.json").read_text())


def test_the_best_trial_is_fitted_and_everything_is_told(cancer, tmp_path):
    result, lines = run(cancer, tmp_path)
    assert result["ok"], result["failure"]
    found = sidecar(tmp_path)["tuning"]
    assert len(found["trials"]) == 4 and found["complete"]
    assert (found["objective"], found["seed"], found["folds"]) == ("roc_auc", 7, 3)
    best = max(found["trials"], key=lambda trial: trial["mean"])
    assert found["best"] == best["params"]
    assert sidecar(tmp_path)["params"] == best["params"]
    assert all(trial["std"] >= 0 and "seconds" not in trial for trial in found["trials"])
    assert all(trial["seconds"] >= 0 for trial in result["tuning"]["trials"])
    model = load_model((tmp_path / "artifact" / "model.skops").read_bytes()).named_steps["model"]
    assert {name: getattr(model, name) for name in best["params"]} == best["params"]
    assert [line.split(":")[0] for line in lines if line.startswith("trial")] == [
        f"trial {n} of 4" for n in range(1, 5)
    ]


@pytest.mark.parametrize("strategy", ["random", "halving"])
def test_equal_inputs_choose_equally(strategy, cancer, tmp_path):
    one, _ = run(cancer, tmp_path / "one", strategy=strategy)
    other, _ = run(cancer, tmp_path / "other", strategy=strategy)
    third, _ = run(cancer, tmp_path / "third", strategy=strategy, seed=8)
    assert one["artifact"] == other["artifact"] != third["artifact"]


def test_the_test_rows_are_never_looked_at(cancer, tmp_path, monkeypatch):
    from compiler.runtime import tuning

    rows = []
    folds = tuning._folds
    monkeypatch.setattr(
        tuning, "_folds", lambda tune, matrix, *more: (rows.append(len(matrix)), folds(tune, matrix, *more))[1]
    )
    result, _ = run(cancer, tmp_path)
    assert rows == [result["rows"]["train"]]


def test_a_grid_tries_everything(cancer, tmp_path):
    params = {"max_depth": {"integer": [2, 4], "scale": "linear"}, "criterion": {"choice": ["gini", "entropy"]}}
    run(cancer, tmp_path, params=params, strategy="grid", trials=6)
    tried = [tuple(trial["params"].values()) for trial in sidecar(tmp_path)["tuning"]["trials"]]
    assert sorted(tried) == [(name, depth) for name in ("entropy", "gini") for depth in (2, 3, 4)]


def test_halving_gives_more_rows_to_fewer(cancer, tmp_path):
    run(cancer, tmp_path, strategy="halving", trials=9)
    rows = [trial["rows"] for trial in sidecar(tmp_path)["tuning"]["trials"]]
    assert rows == sorted(rows) and len(rows) > 9 and rows[-1] > rows[0]


def test_lower_is_better_where_it_is(diabetes, tmp_path):
    params = {"alpha": {"number": [0.001, 100.0], "scale": "log"}}
    block = tune(params, objective="rmse", direction="minimize", trials=5)
    result, _ = run(diabetes, tmp_path, estimator="sklearn.linear_model.Ridge", params={}, tune=block)
    assert result["ok"], result["failure"]
    found = sidecar(tmp_path)["tuning"]
    assert found["best"] == min(found["trials"], key=lambda trial: trial["mean"])["params"]
    assert all(trial["mean"] > 0 and 0.001 <= trial["params"]["alpha"] <= 100 for trial in found["trials"])


def test_values_that_python_takes_otherwise_are_told_as_written(cancer, tmp_path):
    weights = [{"benign": 1, "malignant": 3}, "balanced"]
    result, _ = run(cancer, tmp_path, params={"class_weight": {"choice": weights}}, strategy="grid", trials=2)
    assert result["ok"], result["failure"]
    assert [trial["params"]["class_weight"] for trial in sidecar(tmp_path)["tuning"]["trials"]] == weights


def test_a_trial_that_cannot_be_fitted_does_not_count(cancer, tmp_path):
    params = {"max_features": {"choice": [0.5, "nonsense"]}}
    result, lines = run(cancer, tmp_path, params=params, strategy="grid", trials=2)
    assert result["ok"], result["failure"]
    found = sidecar(tmp_path)["tuning"]
    assert found["best"] == {"max_features": 0.5}
    assert found["trials"][1]["mean"] is None and "max_features" in found["trials"][1]["error"]
    assert any("not measured" in line for line in lines)


@pytest.mark.parametrize("strategy", ["random", "grid", "halving"])
def test_nothing_that_can_be_fitted_is_a_failure(strategy, cancer, tmp_path):
    result, _ = run(cancer, tmp_path, params={"max_features": {"choice": ["nonsense"]}}, strategy=strategy, trials=1)
    assert result["failure"]["kind"] == "tuning"
    assert "could be fitted" in result["failure"]["message"] and "max_features" in result["failure"]["message"]


@pytest.mark.parametrize("strategy", ["random", "grid", "halving"])
def test_what_has_finished_when_the_time_is_up_counts(strategy, cancer, tmp_path):
    params = DEPTH if strategy == "grid" else None
    result, lines = run(cancer, tmp_path, params=params, strategy=strategy, trials=6, timeout_seconds=0)
    assert result["ok"], result["failure"]
    found = sidecar(tmp_path)["tuning"]
    assert len(found["trials"]) == 1 and not found["complete"]
    assert "the time for the search is up; trials that finished: 1" in lines


def test_a_parameter_that_an_entry_point_has_not(cancer, tmp_path):
    code = tmp_path / "train.py"
    code.write_text("from sklearn.tree import DecisionTreeClassifier as T\n\n\ndef build():\n    return T()\n")
    entry = {"path": "train.py", "function": "build", "digest": None}
    for name, ok in (("max_depth", True), ("tree__max_depth", False)):
        block = tune({name: DEPTH["max_depth"]})
        job = cancer.having(estimator=None, entrypoint=entry, params={}, tune=block)
        result = train(request(job, tmp_path / name, code=str(code)), lambda _: None)
        assert result["ok"] is ok, result["failure"]
    assert "`tune.params` names `tree__max_depth`; the estimator has ccp_alpha," in result["failure"]["message"]


def test_more_folds_than_rows(cancer, tmp_path):
    lines = cancer.source.read_text().splitlines()
    few = tmp_path / "few.csv"
    few.write_text("\n".join([lines[0], *lines[1:25]]) + "\n")
    from tests.unit.runtime.jobs import Bundle

    result, _ = run(
        Bundle(few, {**cancer.job, "split": {"test": 0.2, "seed": 7, "stratify": False}}), tmp_path, folds=20
    )
    assert result["failure"]["kind"] == "tuning"
    assert "cannot be split into 20 folds" in result["failure"]["message"]
