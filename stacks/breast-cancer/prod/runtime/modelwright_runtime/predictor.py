"""One way to predict, for evaluation and for serving: codes or numbers, and probabilities where there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_LIKELIEST = (
    "sklearn.ensemble._forest",
    "sklearn.ensemble._gb",
    "sklearn.ensemble._hist_gradient_boosting",
    "sklearn.linear_model._logistic",
    "sklearn.naive_bayes",
    "sklearn.neural_network",
    "sklearn.tree",
)
"""Where `predict` is the likeliest class, so that asking for the probabilities is enough."""

_FORESTS = frozenset({"RandomForestClassifier", "ExtraTreesClassifier", "RandomForestRegressor", "ExtraTreesRegressor"})
SMALL = 64
"""Up to so many rows a forest is asked tree by tree."""


def predict(pipeline: Any, matrix: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Class codes of shape (n,) and probabilities of shape (n, classes), or numbers and None when `classes` is 0."""
    import numpy as np

    small = _forest(pipeline, matrix) if len(matrix) <= SMALL else None
    if not classes:
        numbers = pipeline.predict(matrix) if small is None else small[:, 0]
        return np.asarray(numbers, dtype=np.float64).reshape(len(matrix)), None
    if not hasattr(pipeline, "predict_proba"):
        return np.asarray(pipeline.predict(matrix)).astype(np.int64), None
    known = np.asarray(pipeline.classes_).astype(np.int64)
    shares = np.asarray(pipeline.predict_proba(matrix) if small is None else small, dtype=np.float64)
    if type(_last(pipeline)).__module__.startswith(_LIKELIEST):
        codes = known[shares.argmax(axis=1)]
    else:
        codes = np.asarray(pipeline.predict(matrix)).astype(np.int64)
    if len(known) == classes:
        return codes, shares
    whole = np.zeros((len(matrix), classes))
    whole[:, known] = shares
    return codes, whole


def _forest(pipeline: Any, matrix: np.ndarray) -> np.ndarray | None:
    """The mean over the trees of a forest of scikit-learn, of shape (n, outputs); None for any other model.

    The forest's own `predict` starts a job per tree, which for a few rows costs ten times what the trees do. The sum
    runs in the same order, so the numbers are the same to the last bit.
    """
    import numpy as np

    steps = getattr(pipeline, "steps", [("model", pipeline)])
    forest = steps[-1][1]
    if type(forest).__module__ != "sklearn.ensemble._forest" or not hasattr(forest, "estimators_"):
        return None
    if type(forest).__name__ not in _FORESTS or forest.n_outputs_ != 1:
        return None
    for _, step in steps[:-1]:
        matrix = step.transform(matrix)
    if not isinstance(matrix, np.ndarray):
        return None
    matrix = np.ascontiguousarray(matrix, dtype=np.float32)
    total = np.zeros((len(matrix), forest.estimators_[0].tree_.value.shape[2]), dtype=np.float64)
    for tree in forest.estimators_:
        total += tree.tree_.predict(matrix).reshape(total.shape)
    return total / len(forest.estimators_)


def _last(pipeline: Any) -> Any:
    while hasattr(pipeline, "steps"):
        pipeline = pipeline.steps[-1][1]
    return pipeline
