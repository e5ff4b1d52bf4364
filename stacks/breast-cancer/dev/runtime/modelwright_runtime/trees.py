"""Range checks of the decision trees inside a loaded model: scikit-learn follows their indices without looking."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from .neighbours import check_neighbours

_TREES = frozenset({"Tree", "TreePredictor", "KDTree", "KDTree64", "BallTree", "BallTree64"})

_OF_TREES = (
    "sklearn.tree",
    "sklearn.ensemble._forest",
    "sklearn.ensemble._gb",
    "sklearn.ensemble._hist_gradient_boosting",
)


def check_trees(model: Any) -> None:
    """Raises ValueError when a tree's child, feature or category index lies outside of its table, or leads back."""
    for kind, tree, features in _trees(model, None, set()):
        if kind == "Tree":
            _check_tree(tree, features)
        elif kind == "TreePredictor":
            _check_predictor(tree, features)
        else:
            check_neighbours(tree)


def _trees(value: Any, features: int | None, seen: set[int]) -> Iterator[tuple[str, Any, int | None]]:
    """Trees and neighbour indices, with the number of columns that they may read where that is known."""
    import numpy as np

    if id(value) in seen:
        return
    kind = type(value).__name__
    if kind in _TREES:
        yield kind, value, features
        return
    children: Iterator[Any] = iter(())
    if isinstance(value, dict):
        children = iter(list(value.values()))
    elif isinstance(value, (list, tuple, set)):
        children = iter(value)
    elif isinstance(value, np.ndarray) and value.dtype == object:
        children = iter(value.ravel().tolist())
    elif type(value).__module__.partition(".")[0] == "sklearn" and hasattr(value, "__dict__"):
        children = iter(list(vars(value).values()))
        features = _limit(value, features)
    seen.add(id(value))
    for child in children:
        yield from _trees(child, features, seen)


def _limit(estimator: Any, outer: int | None) -> int | None:
    """A tree reads the columns that its own estimator takes, and inside an ensemble of trees no more than that takes:
    ensembles hand their input on unchecked. What any other estimator takes says nothing, its steps may add columns."""
    own = getattr(estimator, "n_features_in_", None)
    if not isinstance(own, int) or not type(estimator).__module__.startswith(_OF_TREES):
        return None
    return own if outer is None else min(own, outer)


def _check_tree(tree: Any, features: int | None) -> None:
    import numpy as np

    count = tree.node_count
    left, right, feature = tree.children_left, tree.children_right, tree.feature
    limit = tree.n_features if features is None else min(tree.n_features, features)
    inner = left != -1
    order = np.arange(count)
    shapes_fit = count > 0 and len(left) == count and len(right) == count and tree.value.shape[0] == count
    if not shapes_fit or ((right != -1) != inner).any():
        raise ValueError("a tree's tables do not fit together")
    for child in (left, right):
        if ((child <= order) & inner).any() or (child >= count).any() or (child < -1).any():
            raise ValueError("a tree's child index lies outside of the tree or leads back")
    if (feature[inner] < 0).any() or (feature[inner] >= limit).any():
        raise ValueError("a tree's feature index lies outside of the model's features")


def _check_predictor(tree: Any, features: int | None) -> None:
    import numpy as np

    common = importlib.import_module("sklearn.ensemble._hist_gradient_boosting.common")

    nodes = getattr(tree, "nodes", None)
    bitsets = getattr(tree, "raw_left_cat_bitsets", None)
    if (
        not isinstance(nodes, np.ndarray)
        or nodes.dtype != common.PREDICTOR_RECORD_DTYPE
        or nodes.ndim != 1
        or not len(nodes)
    ):
        raise ValueError("a tree's table of nodes is not one")
    if not isinstance(bitsets, np.ndarray) or bitsets.dtype != common.X_BITSET_INNER_DTYPE or bitsets.shape[1:] != (8,):
        raise ValueError("a tree's table of categories is not one")
    inner = nodes["is_leaf"] == 0
    order = np.arange(len(nodes))[inner]
    inside = nodes[inner]
    for side in ("left", "right"):
        if (inside[side] <= order).any() or (inside[side] >= len(nodes)).any():
            raise ValueError("a tree's child index lies outside of the tree or leads back")
    if (inside["feature_idx"] < 0).any() or (features is not None and (inside["feature_idx"] >= features).any()):
        raise ValueError("a tree's feature index lies outside of the model's features")
    categorical = inside[inside["is_categorical"] != 0]
    if (categorical["bitset_idx"] >= len(bitsets)).any():
        raise ValueError("a tree's category index lies outside of the tree")
