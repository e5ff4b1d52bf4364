"""Every transformer that a spec may name can be fitted, stored, loaded and used; the others cannot."""

from __future__ import annotations

import random

import pytest

from compiler.runtime.artifact import load_artifact
from compiler.runtime.train import train
from compiler.validate.catalogue.reader import transformers
from compiler.validate.rules.transformers import UNSUITED
from tests.unit.runtime.jobs import Bundle, definition, numbers, request, write_csv

PARAMS = {
    "sklearn.preprocessing.MinMaxScaler": {"feature_range": [-1, 1]},
    "sklearn.preprocessing.OneHotEncoder": {"handle_unknown": "ignore"},
    "sklearn.preprocessing.OrdinalEncoder": {"handle_unknown": "use_encoded_value", "unknown_value": -1},
    "sklearn.preprocessing.RobustScaler": {"quantile_range": [10, 90]},
    "sklearn.random_projection.GaussianRandomProjection": {"n_components": 2},
}
"""Where the defaults do not go with a table of four columns, or are worth a change."""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    made = random.Random(3)
    rows = []
    for number in range(120):
        a, b, c = made.gauss(5, 1), made.random() * 10, made.randint(0, 4)
        answer = "p" if a + b / 5 + c > 7.5 + made.gauss(0, 0.3) else "q"
        rows.append([a if number % 11 else "", b, c, made.choice("xz"), answer])
    source = write_csv(tmp_path_factory.mktemp("transformers") / "table.csv", ["a", "b", "c", "kind", "y"], rows)
    columns = [
        *numbers(["a", "b", "c"]),
        {"name": "kind", "type": "category", "values": ["x", "z"]},
        {"name": "y", "type": "category", "values": ["q", "p"]},
    ]
    job = definition(columns, "y", "binary", "sklearn.linear_model.LogisticRegression", {}, ["roc_auc"])
    return Bundle(source, job)


def trained(table, folder, *entries):
    described = [{"columns": columns, "transformer": path, "params": params} for columns, path, params in entries]
    preprocess = {
        "numeric": {"impute": "median", "scale": "minmax"},
        "category": {"impute": "most_frequent", "encode": "onehot"},
        "transformers": described,
    }
    return train(request(table.having(preprocess=preprocess), folder), lambda line: None)


@pytest.mark.parametrize("path", transformers())
def test_transformer(table, tmp_path, path):
    columns = ["a", "b"] if len(path) % 2 or path.endswith("MissingIndicator") else None
    result = trained(table, tmp_path / "out", (columns, path, PARAMS.get(path, {})))
    assert result["ok"] is (path not in UNSUITED), result["failure"]
    if result["ok"]:
        load_artifact(tmp_path / "out", result["artifact"])


def test_transformers_of_the_same_columns_follow_each_other(table, tmp_path):
    power, scale = "sklearn.preprocessing.PowerTransformer", "sklearn.preprocessing.MinMaxScaler"
    pca = "sklearn.decomposition.PCA"
    entries = (
        (["b", "a"], power, {}),
        (["a", "b"], scale, {"feature_range": [0, 2]}),
        (None, pca, {"n_components": 2}),
    )
    result = trained(table, tmp_path / "out", *entries)
    assert result["ok"], result["failure"]
    pipeline = load_artifact(tmp_path / "out", result["artifact"]).pipeline
    parts = {name: (part, taken) for name, part, taken in pipeline.named_steps["columns"].transformers_}
    own, taken = parts["columns_0"]
    assert [type(step).__name__ for step in own.named_steps.values()] == [
        "SimpleImputer",
        "PowerTransformer",
        "MinMaxScaler",
    ]
    assert list(taken) == [0, 1]
    assert own.named_steps["transform_1"].feature_range == (0, 2)
    assert list(parts["numeric"][1]) == [2]
    assert pipeline.named_steps["all_2"].n_components == 2
    assert pipeline.named_steps["all_2"].random_state == 7
    again = trained(table, tmp_path / "again", *entries)
    assert again["artifact"] == result["artifact"]


def test_a_transformer_that_cannot_be_fitted_is_named_with_the_estimator(table, tmp_path):
    result = trained(table, tmp_path / "out", (None, "sklearn.decomposition.PCA", {"n_components": 50}))
    assert result["failure"]["kind"] == "estimator"
    assert result["failure"]["message"].startswith("`sklearn.linear_model.LogisticRegression`, after its transformers,")
