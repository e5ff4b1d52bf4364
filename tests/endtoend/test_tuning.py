"""A project whose parameters are searched for: what `up` chooses, what it tells, and when it searches again."""

TUNE = """params: {n_estimators: 20}
    tune:
      params:
        max_depth: {integer: [2, 6]}
        min_samples_leaf: {integer: [1, 20], scale: log}
        max_features: {choice: [sqrt, log2]}
      trials: 3
      folds: 2
      seed: 7"""


def test_up_searches_once_for_one_search(make_workspace):
    workspace = make_workspace("breast-cancer")
    workspace.edit("breast-cancer/modelwright.yaml", "params: {n_estimators: 200, max_depth: 8}", TUNE)
    done = workspace.mw("up", "breast-cancer", "--yes", "--json")
    first = done.json
    chosen = first["tuned"]["diagnosis"]
    assert set(chosen) == {"max_depth", "min_samples_leaf", "max_features"} and 2 <= chosen["max_depth"] <= 6
    shown = workspace.mw("status", "breast-cancer", "--json").json["models"]["diagnosis"]
    assert shown["tuned"] == chosen
    assert f"max_depth {chosen['max_depth']}" in workspace.mw("status", "breast-cancer").out
    log = workspace.mw("logs", "breast-cancer", "TrainingRun.diagnosis").out
    assert "trial 3 of 3: roc_auc 0." in log and "best of 3: max_depth" in log

    again = workspace.mw("up", "breast-cancer", "--yes", "--json").json
    assert (again["applied"], again["changes"], again["tuned"]) == (False, [], first["tuned"])

    where = workspace.mw("explain", "breast-cancer", "models.diagnosis.tune.params.max_depth", "--json").json
    assert any(item["address"] == "TrainingRun.diagnosis" for item in where["resources"]), where

    workspace.edit("breast-cancer/modelwright.yaml", "max_depth: {integer: [2, 6]}", "max_depth: {integer: [3, 6]}")
    changes = workspace.mw("plan", "breast-cancer", "--json").json["changes"]
    kinds = {change["address"]: change["kind"] for change in changes}
    assert kinds["TrainingRun.diagnosis"] == "retrain"
    assert "models.diagnosis.tune.params.max_depth" in str(changes)
    assert workspace.mw("up", "breast-cancer", "--yes", "--json").json["tuned"]["diagnosis"]["max_depth"] >= 3
