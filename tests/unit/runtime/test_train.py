"""Training, metrics, gates and champions, on real data."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest

from compiler.model.metrics import METRICS as CATALOGUE
from compiler.runtime.artifact import artifact_digest, load_artifact
from compiler.runtime.metrics import METRICS
from compiler.runtime.train import train
from tests.unit.runtime.jobs import definition, gates, numbers, request, write_csv


def run(bundle, tmp_path, **more):
    lines = []
    return train(request(bundle, tmp_path / "artifact", **more), lines.append), lines


def fails(bundle, tmp_path, kind, *words, **more):
    result, _ = run(bundle, tmp_path, **more)
    assert not result["ok"]
    assert result["artifact"] is None
    assert result["failure"]["kind"] == kind, result["failure"]
    for word in words:
        assert word in result["failure"]["message"]
    assert not (tmp_path / "artifact").exists()
    return result


def test_metrics_are_those_of_the_catalogue(trained):
    assert set(METRICS) == set(CATALOGUE)


def test_every_metric_of_the_tasks(cancer, diabetes, tmp_path):
    for bundle in (cancer, diabetes):
        task = bundle.job["task"]
        names = [name for name, metric in CATALOGUE.items() if task in {str(known) for known in metric.tasks}]
        result, _ = run(bundle.having(metrics=names), tmp_path)
        assert set(result["metrics"]) == set(names), result["failure"]


def test_real_results_are_good(trained):
    assert trained["cancer"][1]["metrics"]["roc_auc"] > 0.98
    assert trained["diabetes"][1]["metrics"]["r2"] > 0.3
    assert trained["mixed"][1]["metrics"]["accuracy"] > 0.9


def test_artifact_and_sidecar(trained, mixed):
    folder, result = trained["mixed"]
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.skops"]
    assert result["artifact"] == artifact_digest(folder)
    sidecar = json.loads((folder / "model.json").read_text())
    assert [feature["name"] for feature in sidecar["features"]] == mixed.job["features"]
    assert [feature["nullable"] for feature in sidecar["features"]] == [True, False, False, False, True]
    assert sidecar["target"]["classes"] == [False, True]
    assert sidecar["rows"] == {"train": 120, "test": 30, "dropped": 0}
    assert set(sidecar["versions"]) == {"python", "scikit-learn", "numpy", "skops"}
    loaded = load_artifact(folder, result["artifact"])
    assert loaded.pipeline.named_steps["model"].random_state == 7


def test_equal_inputs_give_equal_bytes(mixed, trained, tmp_path):
    result, lines = run(mixed, tmp_path)
    assert result["artifact"] == trained["mixed"][1]["artifact"]
    assert lines[0].startswith("read 150 rows")


def test_digits_with_ten_classes(folder, tmp_path):
    from sklearn.datasets import load_digits

    data = load_digits()
    names = [f"p{number}" for number in range(64)]
    source = write_csv(
        folder / "digits.csv",
        [*names, "digit"],
        [[*x, y] for x, y in zip(data.data[:600], data.target[:600], strict=True)],
    )
    columns = [*numbers(names), {"name": "digit", "type": "integer", "values": []}]
    job = definition(
        columns, "digit", "multiclass", "sklearn.neighbors.KNeighborsClassifier", {}, ["roc_auc", "accuracy"]
    )
    from tests.unit.runtime.jobs import Bundle

    result, _ = run(Bundle(source, job), tmp_path)
    assert result["ok"], result["failure"]
    assert result["metrics"]["roc_auc"] > 0.97
    assert load_artifact(tmp_path / "artifact", result["artifact"]).target.classes == tuple(range(10))


def test_failed_gate_leaves_nothing(cancer, tmp_path):
    bundle = cancer.having(gates=gates("roc_auc >= 0.9999", "log_loss <= 1", "roc_auc >= champion - 0.01"))
    result = fails(bundle, tmp_path, "gate", "needed >= 0.9999", "`roc_auc >= 0.9999`")
    assert result["failure"]["message"].startswith("roc_auc 0.99")
    assert [gate["passed"] for gate in result["gates"]] == [False, True, True]
    assert result["gates"][2]["threshold"] is None
    assert result["metrics"]["roc_auc"] > 0.9


def test_champion_is_measured_on_the_same_rows(cancer, trained, tmp_path):
    champion, its = trained["cancer"]
    bundle = cancer.having(gates=gates("roc_auc >= champion + 0", "log_loss <= champion + 0.01"))
    result, _ = run(bundle, tmp_path, champion=str(champion))
    assert result["ok"], result["failure"]
    assert result["gates"][0]["threshold"] == its["metrics"]["roc_auc"]
    shutil.rmtree(tmp_path / "artifact")
    worse = bundle.having(estimator="sklearn.tree.DecisionTreeClassifier", params={"max_depth": 1})
    fails(worse, tmp_path, "gate", "champion", champion=str(champion))


def test_champion_with_other_class_order_scores_the_same(cancer, trained, tmp_path):
    columns = [*cancer.job["dataset"]["columns"][:-1], {"name": "diagnosis", "type": "category", "values": []}]
    columns[-1]["values"] = ["malignant", "benign"]
    turned = cancer.having(
        dataset={**cancer.job["dataset"], "columns": columns}, gates=gates("log_loss <= champion + 0.001")
    )
    result, _ = run(turned, tmp_path, champion=str(trained["cancer"][0]))
    assert result["ok"], result["failure"]
    assert result["gates"][0]["threshold"] == pytest.approx(
        trained["cancer"][1]["metrics"]["log_loss"] + 0.001, abs=1e-6
    )


@pytest.mark.parametrize("name", ["diabetes", "mixed"])
def test_champion_that_does_not_fit(cancer, trained, tmp_path, name):
    bundle = cancer.having(gates=gates("roc_auc >= champion - 0.01"))
    fails(bundle, tmp_path, "champion", "does not fit", champion=str(trained[name][0]))


def test_champion_that_cannot_be_read(cancer, trained, tmp_path):
    bundle = cancer.having(gates=gates("roc_auc >= champion - 0.01"))
    fails(bundle, tmp_path, "champion", champion=str(tmp_path / "none"))
    changed = shutil.copytree(trained["cancer"][0], tmp_path / ("0" * 64))
    fails(bundle, tmp_path, "champion", "changed", champion=str(changed))


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"estimator": "os.path.join"}, "estimator", "not a class"),
        ({"estimator": "sklearn.nothing.Nothing"}, "estimator", "not a class"),
        ({"estimator": "sklearn.linear_model.Ridge"}, "estimator", "not a classifier"),
        ({"params": {"nonsense": 1}}, "estimator", "nonsense"),
        ({"params": {"C": -1}}, "estimator", "'C' parameter"),
        ({"params": {"class_weight": {"worse": 2}}}, "estimator", "`worse`"),
        ({"metrics": ["beauty"]}, "metric", "`beauty`"),
        ({"target": "nothing"}, "request", "`nothing`"),
        ({"version": 2}, "request", "version 2"),
        ({"split": {"test": 0.001, "seed": 1, "stratify": True}}, "data", "cannot be split"),
        ({"split": {"test": 0.2, "seed": 1, "stratify": True, "sample": 0.001}}, "data", "cannot be sampled"),
        ({"task": "regression"}, "data", "a regression needs a number"),
    ],
)
def test_failures(cancer, tmp_path, changes, kind, words):
    fails(cancer.having(**changes), tmp_path, kind, words)


def test_a_sample_is_drawn_by_the_seed_and_keeps_the_shares_of_the_classes(cancer, tmp_path):
    split = {"test": 0.25, "seed": 3, "stratify": True}
    few, lines = run(cancer.having(split={**split, "sample": 0.5}), tmp_path / "a")
    assert few["rows"] == {"train": 213, "test": 71, "dropped": 0} and "sampled 284 of 569 rows" in lines
    again, _ = run(cancer.having(split={**split, "sample": 0.5}), tmp_path / "b")
    assert again["artifact"] == few["artifact"] and again["metrics"] == few["metrics"]
    other, _ = run(cancer.having(split={**split, "seed": 4, "sample": 0.5}), tmp_path / "c")
    assert other["artifact"] != few["artifact"]
    whole, _ = run(cancer.having(split=split), tmp_path / "d")
    assert whole["rows"] == {"train": 426, "test": 143, "dropped": 0}


def test_class_weights_by_label(cancer, tmp_path):
    bundle = cancer.having(
        params={"max_iter": 1000, "class_weight": {"benign": 0.01, "malignant": 100}}, metrics=["recall"]
    )
    result, _ = run(bundle, tmp_path)
    assert result["metrics"]["recall"] == 1.0


def small(tmp_path, target, rows=30):
    from tests.unit.runtime.jobs import Bundle

    values = [[n, target(n)] for n in range(rows)]
    source = write_csv(tmp_path / "small.csv", ["x", "y"], values)
    columns = [*numbers(["x"]), {"name": "y", "type": "category", "values": []}]
    job = definition(columns, "y", "binary", "sklearn.linear_model.LogisticRegression", {}, ["accuracy"])
    return Bundle(source, job)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (lambda n: "same", "in every row"),
        (lambda n: "", "0 rows have a value"),
        (lambda n: "abc"[n % 3], "3 classes"),
        (lambda n: "a" if n else "b", "class `b` has 1 row"),
    ],
)
def test_targets_that_cannot_be_learnt(tmp_path, target, words):
    fails(small(tmp_path, target), tmp_path, "data", words)


def test_rows_without_target_are_dropped(tmp_path):
    result, lines = run(small(tmp_path, lambda n: ("", "a", "b")[n % 3]), tmp_path)
    assert result["ok"], result["failure"]
    assert result["rows"] == {"train": 16, "test": 4, "dropped": 10}
    assert "10 rows have no target" in lines[0]


def test_a_feature_without_any_value(mixed, tmp_path):
    dataset = {**mixed.job["dataset"], "missing": ["", "NA", "red", "green", "blue"]}
    for impute in ("most_frequent", "missing", "none"):
        steps = {**mixed.job["preprocess"], "category": {"impute": impute, "encode": "onehot"}}
        result, _ = run(mixed.having(dataset=dataset, preprocess=steps), tmp_path)
        assert result["ok"], result["failure"]


@pytest.mark.parametrize("numeric", ["zero", "mean", "most_frequent", "none"])
@pytest.mark.parametrize(
    ("category", "encode"), [("missing", "onehot"), ("none", "ordinal"), ("none", "onehot"), ("missing", "ordinal")]
)
def test_preprocessing_choices(mixed, tmp_path, numeric, category, encode):
    scale = {"zero": "minmax", "mean": "robust", "most_frequent": "none", "none": "none"}[numeric]
    steps = {"numeric": {"impute": numeric, "scale": scale}, "category": {"impute": category, "encode": encode}}
    tree = {"estimator": "sklearn.tree.DecisionTreeClassifier", "params": {}}
    result, _ = run(mixed.having(preprocess=steps, **tree), tmp_path)
    assert result["ok"], result["failure"]
    assert result["metrics"]["accuracy"] > 0.85


ENTRY = """
from helper import depth
from sklearn.tree import DecisionTreeClassifier
class Mine(DecisionTreeClassifier):
    pass
def build(max_depth=None):
    return DecisionTreeClassifier(max_depth=max_depth or depth())
def broken(**params):
    raise ValueError("no such thing")
def leaves():
    raise SystemExit("bye")
def wrong():
    return 3
def untrusted():
    return Mine()
"""


def with_entry(bundle, tmp_path, function, text=ENTRY, **params):
    (tmp_path / "helper.py").write_text("def depth():\n    return 3\n")
    code = tmp_path / "train.py"
    code.write_text(text)
    digest = f"sha256:{hashlib.sha256(code.read_bytes()).hexdigest()}"
    entry = {"path": "project/train.py", "function": function, "digest": digest}
    return bundle.having(estimator=None, entrypoint=entry, params=params), {"code": str(code)}


def test_entrypoint(cancer, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.path", list(__import__("sys").path))
    bundle, more = with_entry(cancer, tmp_path, "build", max_depth=4)
    result, _ = run(bundle, tmp_path, **more)
    assert result["ok"], result["failure"]
    model = load_artifact(tmp_path / "artifact", result["artifact"]).pipeline.named_steps["model"]
    assert (model.max_depth, model.random_state) == (4, 7)


@pytest.mark.parametrize(
    ("function", "kind", "words"),
    [
        ("broken", "entrypoint", "project/train.py:9: ValueError: no such thing"),
        ("leaves", "entrypoint", "project/train.py:11: SystemExit: bye"),
        ("wrong", "entrypoint", "no estimator"),
        ("absent", "entrypoint", "no function `absent`"),
        ("untrusted", "artifact", "`entrypoint.Mine`"),
    ],
)
def test_entrypoint_failures(cancer, tmp_path, monkeypatch, function, kind, words):
    monkeypatch.setattr("sys.path", list(__import__("sys").path))
    bundle, more = with_entry(cancer, tmp_path, function)
    fails(bundle, tmp_path, kind, words, **more)


def test_entrypoint_file_failures(cancer, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.path", list(__import__("sys").path))
    bundle, more = with_entry(cancer, tmp_path, "build", "def build(:\n")
    fails(bundle, tmp_path, "entrypoint", "project/train.py:1: SyntaxError", **more)
    (tmp_path / "train.py").write_text("def build(): pass")
    fails(bundle, tmp_path, "entrypoint", "has changed", **more)
    fails(bundle, tmp_path, "entrypoint", "is not there", code=str(tmp_path / "gone.py"))


@pytest.mark.parametrize("gone", ["limits", "preprocess", "split"])
def test_nothing_is_filled_in(cancer, tmp_path, gone):
    fails(cancer.having(**{gone: {}}), tmp_path, "request", "the job definition cannot be read: no ")
