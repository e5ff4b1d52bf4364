"""A project whose parameters are searched for: what `up` chooses, what it tells, and when it searches again."""

import re

import yaml

from tests.endtoend.conftest import ROOT

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


def test_the_page_s_block_is_a_sound_one(make_workspace):
    page = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    wanted = yaml.safe_load(block)["models"]["diagnosis"]
    workspace = make_workspace("breast-cancer")
    spec = workspace.root / "breast-cancer" / "modelwright.yaml"
    tree = yaml.safe_load(spec.read_text(encoding="utf-8"))
    tree["models"]["diagnosis"] |= wanted
    spec.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    for environment in ("local", "dev"):
        assert workspace.mw("validate", "breast-cancer", "--env", environment, "--json").json["diagnostics"] == []
