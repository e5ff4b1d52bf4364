"""The data checks of a dataset: a check and a table go in, the measured value and whether it passed come out."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from .definition import COMPARE, Check
from .table import Table

if TYPE_CHECKING:
    import numpy as np


def run_check(check: Check, table: Table) -> dict[str, Any]:
    """`{"text", "value", "passed"}`; `value` is None when nothing can be measured, for `unique` the repeated values."""
    value = _measure(check, table)
    if value is None:
        passed = False
    elif check.name == "unique":
        passed = value == 0
    else:
        passed = COMPARE[check.op or "=="](value, float(check.value or 0.0))
    return {"text": check.text, "value": value, "passed": bool(passed)}


def _measure(check: Check, table: Table) -> float | None:
    if check.name == "rows":
        return table.rows
    values = table.columns.get(check.column or "")
    if values is None or not table.rows:
        return None
    present = values[_present(values)]
    if check.name == "missing":
        return 1.0 - present.size / table.rows
    if check.name == "distinct":
        return len(set(present.tolist()))
    if check.name == "unique":
        return int(present.size) - len(set(present.tolist()))
    if values.dtype == object or not present.size:
        return None
    value = float({"mean": present.mean, "min": present.min, "max": present.max}[check.name]())
    return value if isfinite(value) else None


def _present(values: np.ndarray) -> np.ndarray:
    """A mask of the values that are not missing."""
    import numpy as np

    if values.dtype == object:
        return np.array([value is not None for value in values], dtype=bool)
    return ~np.isnan(values)


def describe(result: dict[str, Any]) -> str:
    """A failed check in words."""
    if result["value"] is None:
        return f"check `{result['text']}`: there is nothing to measure"
    return f"check `{result['text']}` failed: the value is {result['value']:.6g}"
