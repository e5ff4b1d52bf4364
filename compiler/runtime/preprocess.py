"""The steps before the estimator, by feature type: impute and scale numbers, impute and encode categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .definition import Definition, Transformer
from .estimator import build_transformer
from .schema import Feature


def preprocessing(features: Sequence[Feature], job: Definition) -> list[tuple[str, Any]]:
    """Named steps for a Pipeline over the matrix of `schema.encode`; no step when there is nothing to do."""
    grouped = _by_columns(job.transformers)
    after = [
        (f"all_{number}", build_transformer(item.path, item.params, job.seed))
        for number, item in enumerate(job.transformers)
        if item.columns is None
    ]
    return [*_by_type(features, job, grouped), *after]


def _by_type(
    features: Sequence[Feature], job: Definition, grouped: Mapping[frozenset[str], list[Transformer]]
) -> list[tuple[str, Any]]:
    taken = {name for names in grouped for name in names}
    numbers = [at for at, feature in enumerate(features) if feature.type != "category" and feature.name not in taken]
    categories = [at for at, feature in enumerate(features) if feature.type == "category"]
    number_steps = _numeric_steps(job.numeric)
    if not categories and not grouped:
        return number_steps
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    transformers: list[tuple[str, Any, list[int]]] = []
    if numbers:
        transformers.append(("numeric", Pipeline(number_steps) if number_steps else "passthrough", numbers))
    for number, (names, items) in enumerate(grouped.items()):
        positions = [at for at, feature in enumerate(features) if feature.name in names]
        transformers.append((f"columns_{number}", Pipeline(_own_steps(items, job)), positions))
    if categories:
        encoded = Pipeline(_category_steps([features[position] for position in categories], job.category))
        transformers.append(("category", encoded, categories))
    return [("columns", ColumnTransformer(transformers, sparse_threshold=0.0))]


def _by_columns(transformers: Sequence[Transformer]) -> dict[frozenset[str], list[Transformer]]:
    """Those of the same columns together, in their order."""
    grouped: dict[frozenset[str], list[Transformer]] = {}
    for item in transformers:
        if item.columns is not None:
            grouped.setdefault(frozenset(item.columns), []).append(item)
    return grouped


def _own_steps(items: Sequence[Transformer], job: Definition) -> list[tuple[str, Any]]:
    """Imputation as for all numbers, then the transformers, in place of scaling."""
    own = [
        (f"transform_{number}", build_transformer(item.path, item.params, job.seed))
        for number, item in enumerate(items)
    ]
    return [*_numeric_steps({**job.numeric, "scale": "none"}), *own]


def _numeric_steps(choice: Mapping[str, str]) -> list[tuple[str, Any]]:
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    steps: list[tuple[str, Any]] = []
    if choice["impute"] == "zero":
        steps.append(("impute", SimpleImputer(strategy="constant", fill_value=0.0, keep_empty_features=True)))
    elif choice["impute"] != "none":
        steps.append(("impute", SimpleImputer(strategy=choice["impute"], keep_empty_features=True)))
    scalers = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
    if choice["scale"] != "none":
        steps.append(("scale", scalers[choice["scale"]]()))
    return steps


def _category_steps(features: Sequence[Feature], choice: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Codes run from 0 to the number of labels; with impute `missing`, the next code stands for a missing value."""
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

    extra = max(1, *(len(feature.values) for feature in features))
    # A column without any value in training is filled with code 0.
    codes = [np.arange(max(1, len(feature.values)), dtype=np.float64) for feature in features]
    steps: list[tuple[str, Any]] = []
    if choice["impute"] == "most_frequent":
        steps.append(("impute", SimpleImputer(strategy="most_frequent", keep_empty_features=True)))
    elif choice["impute"] == "missing":
        steps.append(("impute", SimpleImputer(strategy="constant", fill_value=float(extra), keep_empty_features=True)))
        codes = [np.append(known, float(extra)) for known in codes]
    else:
        codes = [np.append(known, np.nan) for known in codes]
    if choice["encode"] == "onehot":
        steps.append(("encode", OneHotEncoder(categories=codes, handle_unknown="ignore", sparse_output=False)))
    else:
        unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1, "encoded_missing_value": -1}
        steps.append(("encode", OrdinalEncoder(categories=codes, **unknown)))
    return steps
