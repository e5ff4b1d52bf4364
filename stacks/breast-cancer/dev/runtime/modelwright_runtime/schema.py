"""How columns become the model's float64 matrix: categories as their index, missing as NaN, unseen ones as -1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .cells import label
from .definition import Column
from .failure import Failure
from .table import NUMERIC, Table

if TYPE_CHECKING:
    import numpy as np

UNSEEN = -1.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One input of a model. `values` are the labels in code order; `declared` when the spec listed them.

    `nullable` is true when the training data had missing values.
    """

    name: str
    type: str
    values: tuple[str, ...]
    declared: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Target:
    """What is predicted. `classes` are JSON values in code order; empty for a regression."""

    name: str
    type: str
    classes: tuple[Any, ...]


def learn_features(columns: Sequence[Column], table: Table, rows: np.ndarray) -> tuple[Feature, ...]:
    """The schema of feature columns as the given (training) rows show it."""
    return tuple(_learn(column, table.columns[column.name][rows]) for column in columns)


def _learn(column: Column, values: np.ndarray) -> Feature:
    import numpy as np

    if column.type in NUMERIC:
        return Feature(column.name, column.type, (), False, bool(np.isnan(values).any()))
    if column.type != "category":
        raise Failure("data", f"column `{column.name}` is of type {column.type}, which cannot be a feature")
    nullable = any(value is None for value in values)
    declared = tuple(dict.fromkeys(label(value) for value in column.values))
    seen = declared or tuple(sorted({value for value in values if value is not None}))
    return Feature(column.name, column.type, seen, bool(declared), nullable)


def encode(features: Sequence[Feature], table: Table) -> np.ndarray:
    """The matrix of shape (rows, features)."""
    import numpy as np

    matrix = np.empty((table.rows, len(features)), dtype=np.float64)
    for position, feature in enumerate(features):
        values = table.columns[feature.name]
        if feature.type == "category":
            codes: dict[Any, float] = {value: float(code) for code, value in enumerate(feature.values)}
            codes[None] = float("nan")
            values = np.array([codes.get(value, UNSEEN) for value in values], dtype=np.float64)
        matrix[:, position] = values
    return matrix


def learn_target(column: Column, task: str, values: np.ndarray) -> Target:
    """The target's classes in their order: false before true, as declared, else sorted. Failure `data` when they do not
    suit the task. No value may be missing."""
    if task == "regression":
        if column.type not in ("number", "integer"):
            raise Failure("data", f"the target `{column.name}` is of type {column.type}; a regression needs a number")
        return Target(column.name, column.type, ())
    classes: tuple[Any, ...]
    if column.type == "boolean":
        classes = tuple(truth for truth in (False, True) if (values == float(truth)).any())
    elif column.type in NUMERIC:
        classes = tuple(int(value) if value.is_integer() else value for value in sorted(set(values.tolist())))
    else:
        seen = set(values.tolist())
        declared = {label(value): value for value in column.values}
        classes = tuple(value for text, value in declared.items() if text in seen) or tuple(sorted(seen))
    if len(classes) < 2:
        only = f"`{label(classes[0])}` in every row" if classes else "no value at all"
        raise Failure("data", f"the target `{column.name}` has {only}; a classifier needs two classes")
    if task == "binary" and len(classes) > 2:
        shown = ", ".join(f"`{label(value)}`" for value in classes[:5])
        raise Failure(
            "data", f"the target `{column.name}` has {len(classes)} classes ({shown}, …); a binary task needs two"
        )
    return Target(column.name, column.type, classes)


def encode_target(target: Target, values: np.ndarray) -> np.ndarray:
    """Class codes (int64), or the numbers themselves for a regression."""
    import numpy as np

    if not target.classes:
        return values.astype(np.float64)
    if target.type in NUMERIC:
        codes = {float(value): code for code, value in enumerate(target.classes)}
    else:
        codes = {label(value): code for code, value in enumerate(target.classes)}
    return np.array([codes[value] for value in values.tolist()], dtype=np.int64)


def feature_dict(feature: Feature) -> dict[str, Any]:
    """As it stands in the sidecar."""
    return {
        "name": feature.name,
        "type": feature.type,
        "values": list(feature.values),
        "declared": feature.declared,
        "nullable": feature.nullable,
    }


def read_feature(raw: Mapping[str, Any]) -> Feature:
    """From the sidecar. Raises KeyError and TypeError."""
    return Feature(raw["name"], raw["type"], tuple(raw["values"]), bool(raw["declared"]), bool(raw["nullable"]))
