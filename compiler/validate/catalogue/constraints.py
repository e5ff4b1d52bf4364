"""scikit-learn's parameter constraints in, a closed set of plain kinds out. Only the generator uses this.

Kinds: `bool null text list tuple mapping any object`, and `[options, …]`, `[int|number|float, low, high, closed]`.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping, MutableMapping

_BY_NAME: dict[str, list[object]] = {
    "array-like": ["list"],
    "boolean": ["bool"],
    "cv_object": [["int", 2, None, "left"], "null", "object"],
    "nan": ["object"],
    "no_validation": ["any"],
    "random_state": [["int", 0, 2**32 - 1, "both"], "null", "object"],
    "sparse matrix": ["object"],
    "verbose": [["int", 0, None, "left"], "bool"],
}
_BY_TYPE: dict[object, object] = {
    None: "null",
    bool: "bool",
    dict: "mapping",
    float: ["number", None, None, "neither"],
    list: "list",
    numbers.Integral: ["int", None, None, "neither"],
    numbers.Real: ["number", None, None, "neither"],
    str: "text",
    tuple: "tuple",
    Mapping: "mapping",
    MutableMapping: "mapping",
}


def describe_constraints(constraints: str | Iterable[object]) -> list[object]:
    """The kinds of value that a parameter takes, without duplicates; `object` stands for what YAML cannot hold."""
    if isinstance(constraints, str):
        return list(_BY_NAME[constraints])
    kinds: list[object] = []
    for constraint in constraints:
        kinds.extend(kind for kind in _describe(constraint) if kind not in kinds)
    return kinds


def is_plain(value: object) -> bool:
    """True for defaults that YAML can hold."""
    return value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value))


def _describe(constraint: object) -> list[object]:
    from sklearn.utils._param_validation import Hidden, Interval, MissingValues, Options, StrOptions

    if isinstance(constraint, str):
        return list(_BY_NAME[constraint])
    if isinstance(constraint, Hidden):
        return []
    if isinstance(constraint, StrOptions):
        return [["options", *sorted(constraint.options - constraint.deprecated)]]
    if isinstance(constraint, Interval):
        return [[_number(constraint.type), _bound(constraint.left), _bound(constraint.right), constraint.closed]]
    if isinstance(constraint, MissingValues):
        return ["text", "null", ["number", None, None, "neither"]]
    if isinstance(constraint, Options):
        plain = sorted(value for value in constraint.options if is_plain(value))
        return [["options", *plain]] if plain else ["object"]
    plain = constraint is None or isinstance(constraint, type)
    return [_BY_TYPE.get(constraint, "object") if plain else "object"]


def _number(kind: type) -> str:
    """`float` is a number that must be written with a point, because a whole number means something else."""
    if kind is numbers.Integral:
        return "int"
    return "number" if kind is numbers.Real else "float"


def _bound(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else value
