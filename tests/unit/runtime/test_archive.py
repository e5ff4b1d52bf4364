"""What a stored model may contain, and what is refused on loading."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures
from sklearn.tree import DecisionTreeClassifier

from compiler.runtime.archive import dump_model, load_model
from compiler.runtime.artifact import artifact_digest, load_artifact
from compiler.runtime.failure import Failure
from compiler.runtime.predictor import predict
from compiler.runtime.trees import check_trees

X, Y = load_iris(return_X_y=True)
MODELS = [
    LogisticRegression(max_iter=1000),
    RandomForestClassifier(5, random_state=0),
    GradientBoostingClassifier(n_estimators=5, random_state=0),
    HistGradientBoostingClassifier(max_iter=5, random_state=0),
    KNeighborsClassifier(algorithm="kd_tree"),
    KNeighborsClassifier(algorithm="ball_tree"),
    make_pipeline(PolynomialFeatures(), DecisionTreeClassifier(random_state=0)),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_round_trip_with_equal_bytes(model):
    model.fit(X, Y)
    data = dump_model(model)
    assert dump_model(model) == data
    loaded = load_model(data)
    assert (loaded.predict_proba(X) == model.predict_proba(X)).all()


class Custom(GaussianNB):
    """Not one of the trusted types."""


def test_unknown_types_are_refused_by_name():
    with pytest.raises(Failure, match="Custom"):
        dump_model(Custom().fit(X, Y))
    import skops.io

    with pytest.raises(Failure, match="Custom"):
        load_model(skops.io.dumps(Custom().fit(X, Y)))


def test_code_in_a_schema_is_not_run():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        node = {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": {}, "protocol": 0}
        archive.writestr("schema.json", json.dumps(node))
    with pytest.raises(Failure, match="refused"):
        load_model(data.getvalue())


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all"])
def test_damaged_archives(data):
    with pytest.raises(Failure, match="refused"):
        load_model(data)


@pytest.mark.parametrize(
    ("table", "value"), [("children_left", 10**6), ("children_right", 0), ("feature", 4), ("feature", -5)]
)
def test_tree_indices_out_of_range(table, value):
    forest = RandomForestClassifier(3, random_state=0).fit(X, Y)
    check_trees(forest)
    getattr(forest.estimators_[2].tree_, table)[0] = value
    with pytest.raises(ValueError, match="tree's"):
        check_trees({"model": [forest]})


def test_a_tree_wider_than_its_forest():
    forest = RandomForestClassifier(3, random_state=0).fit(X, Y)
    forest.estimators_[1] = DecisionTreeClassifier(random_state=0).fit(np.hstack([X * 0, X]), Y)
    with pytest.raises(ValueError, match="feature index"):
        check_trees(forest)


@pytest.mark.parametrize(("field", "value"), [("left", 10**6), ("right", 0), ("feature_idx", 4), ("bitset_idx", 9)])
def test_histogram_tree_indices_out_of_range(field, value):
    model = HistGradientBoostingClassifier(max_iter=2, random_state=0).fit(X, Y)
    check_trees(model)
    nodes = model._predictors[1][0].nodes
    nodes[0][field] = value
    nodes[0]["is_categorical"] = field == "bitset_idx"
    with pytest.raises(ValueError, match="tree's"):
        check_trees(model)


@pytest.mark.parametrize("algorithm", ["kd_tree", "ball_tree"])
def test_neighbour_indices_out_of_range(algorithm):
    model = KNeighborsClassifier(algorithm=algorithm).fit(X, Y)
    check_trees(model)
    np.asarray(model._tree.get_arrays()[1])[3] = 10**6
    with pytest.raises(ValueError, match="rows"):
        check_trees(model)


@pytest.mark.parametrize("count", [1, 40, 100])
def test_forests_answer_the_same_on_the_short_way(count):
    for model in (RandomForestClassifier(9, random_state=0), make_pipeline(PolynomialFeatures(), MODELS[1])):
        model.fit(X, Y)
        codes, shares = predict(model, X[:count], 3)
        assert (shares == model.predict_proba(X[:count])).all()
        assert (codes == model.predict(X[:count])).all()


def test_an_artifact_is_what_its_digest_says(trained, tmp_path):
    folder, result = trained["cancer"]
    with pytest.raises(Failure, match="cannot be read"):
        load_artifact(tmp_path / "none", None)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert artifact_digest(copy) == result["artifact"]
    data = bytearray((copy / "model.skops").read_bytes())
    data[100] ^= 1
    (copy / "model.skops").write_bytes(data)
    with pytest.raises(Failure, match="files were changed"):
        load_artifact(copy, result["artifact"])
    (copy / "more").touch()
    with pytest.raises(Failure, match="holds model"):
        load_artifact(copy, None)


@pytest.mark.parametrize("change", [{"format": 2}, {"features": [{}]}, {"target": None}, {"features": []}])
def test_sidecars_that_do_not_fit(trained, tmp_path, change):
    copy = tmp_path / "copy"
    shutil.copytree(trained["cancer"][0], copy)
    sidecar = json.loads((copy / "model.json").read_text())
    (copy / "model.json").write_text(json.dumps({**sidecar, **change}))
    with pytest.raises(Failure) as caught:
        load_artifact(copy, None)
    assert caught.value.kind == "artifact"
