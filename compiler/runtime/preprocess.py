"""The steps before the estimator, by feature type: impute and scale numbers, impute and encode categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .schema import Feature


def preprocessing(
    features: Sequence[Feature], numeric: Mapping[str, str], category: Mapping[str, str]
) -> list[tuple[str, Any]]:
    """Named steps for a Pipeline over the matrix of `schema.encode`; no step when there is nothing to do."""
    numbers = [position for position, feature in enumerate(features) if feature.type != "category"]
    categories = [position for position, feature in enumerate(features) if feature.type == "category"]
    number_steps = _numeric_steps(numeric)
    if not categories:
        return number_steps
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    encoded = Pipeline(_category_steps([features[position] for position in categories], category))
    transformers: list[tuple[str, Any, list[int]]] = [("category", encoded, categories)]
    if numbers:
        transformers.insert(0, ("numeric", Pipeline(number_steps) if number_steps else "passthrough", numbers))
    return [("columns", ColumnTransformer(transformers, sparse_threshold=0.0))]


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
