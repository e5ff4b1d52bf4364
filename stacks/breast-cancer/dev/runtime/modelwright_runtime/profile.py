"""What a column's values look like: shares, quantiles, and bins for later comparison, as JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, Any

from .definition import Column
from .table import Table

if TYPE_CHECKING:
    import numpy as np

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
TOP = 50


def profile(table: Table, columns: Iterable[Column]) -> dict[str, Any]:
    """`{"rows", "columns": {name: …}}`; columns that the table does not have are left out."""
    present = [column for column in columns if column.name in table.columns]
    return {
        "rows": table.rows,
        "columns": {column.name: column_profile(column.type, table.columns[column.name]) for column in present},
    }


def column_profile(kind: str, values: np.ndarray) -> dict[str, Any]:
    """Of one column; `missing` is a share from 0 to 1."""
    if kind in ("integer", "number"):
        return {"type": kind, **_numbers(values)}
    if kind == "boolean":
        present = values[values == values]
        true = int((present == 1.0).sum())
        shares = {"false": int(present.size) - true, "true": true}
        return {"type": kind, "missing": _share(values.size - present.size, values.size), "frequencies": shares}
    return {"type": kind, **_texts(kind, values)}


def _numbers(values: np.ndarray) -> dict[str, Any]:
    """`edges` are the inner deciles; `counts[i]` counts values in (edges[i-1], edges[i]], open at both ends."""
    import numpy as np

    present = values[~np.isnan(values)]
    result: dict[str, Any] = {"missing": _share(values.size - present.size, values.size)}
    if not present.size:
        return result
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(present.mean()), float(present.std())
    edges = np.unique(np.quantile(present, np.arange(1, 10) / 10))
    counts = np.bincount(np.searchsorted(edges, present, side="left"), minlength=edges.size + 1)
    return {
        **result,
        "min": float(present.min()),
        "max": float(present.max()),
        "mean": mean if isfinite(mean) else None,
        "std": spread if isfinite(spread) else None,
        "quantiles": dict(zip(map(str, QUANTILES), np.quantile(present, QUANTILES).tolist(), strict=True)),
        "edges": [float(edge) for edge in edges],
        "counts": [int(count) for count in counts],
    }


def _texts(kind: str, values: np.ndarray) -> dict[str, Any]:
    counts = Counter(value for value in values if value is not None)
    present = sum(counts.values())
    result: dict[str, Any] = {"missing": _share(values.size - present, values.size), "distinct": len(counts)}
    if kind == "category":
        top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
        result["frequencies"] = dict(top)
        result["other"] = present - sum(count for _, count in top)
    elif kind == "date" and counts:
        result.update(min=min(counts), max=max(counts))
    return result


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
