"""The checks of a dataset against each other, and against what its columns can hold."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.expressions import Check
from compiler.model.spec.dataset import Dataset
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.validate.bounds import Bound, exclude
from compiler.validate.draft import Draft, at_value, milder, sound_datasets
from compiler.validate.words import shorten

_SIZE = {"min": 0, "mean": 1, "max": 2}


def contradictory(draft: Draft) -> Iterator[Diagnostic]:
    """V136: some data can pass all checks."""
    for name, dataset in sound_datasets(draft):
        for index, check in enumerate(dataset.checks):
            other = next((other for other in dataset.checks[:index] if _exclude(other, check)), None)
            if other is not None:
                summary = f"no data can pass both `{shorten(other.text)}` and `{shorten(check.text)}`"
                path = ("datasets", name, "checks", index)
                yield at_value(draft.context, "V136", path, summary, "keep one of the two")


def idle(draft: Draft) -> Iterator[Diagnostic]:
    """V137: a check can fail."""
    for name, dataset in sound_datasets(draft):
        for index, check in enumerate(dataset.checks):
            if _passes_all(check):
                path = ("datasets", name, "checks", index)
                finding = at_value(
                    draft.context, "V137", path, f"all data passes `{shorten(check.text)}`", "tighten it"
                )
                yield milder(finding, Severity.WARNING)


def possible(draft: Draft) -> Iterator[Diagnostic]:
    """V138: a column can have as many different values as its check asks for."""
    for name, dataset in sound_datasets(draft):
        for index, check in enumerate(dataset.checks):
            most = _most_values(check, dataset)
            if most is not None and _never(check, most):
                path = ("datasets", name, "checks", index)
                summary = f"no data can pass `{shorten(check.text)}`: `{shorten(check.column or '')}` has {most} values"
                yield at_value(draft.context, "V138", path, summary, "change the check, or the column's `values`")


def _exclude(one: Check, other: Check) -> bool:
    if one.op is None or other.op is None or one.column != other.column or one.value is None or other.value is None:
        return False
    first, second = Bound(one.op, one.value), Bound(other.op, other.value)
    if one.name == other.name:
        return exclude(first, second)
    if one.name not in _SIZE or other.name not in _SIZE:
        return False
    # The smallest value is never above the mean, and the mean never above the largest.
    low, high = (first, second) if _SIZE[one.name] < _SIZE[other.name] else (second, first)
    return low.op[0] != "<" and high.op[0] != ">" and exclude(low, high)


def _passes_all(check: Check) -> bool:
    if check.value is None or check.name not in ("rows", "missing", "distinct"):
        return False
    nothing = check.op == ">=" and check.value == 0
    return nothing or (check.name == "missing" and check.op == "<=" and check.value == 1)


def _most_values(check: Check, dataset: Dataset) -> int | None:
    column = dataset.columns.get(check.column) if check.column is not None else None
    if column is None:
        return None
    return 2 if column.type == "boolean" else len(column.values) or None


def _never(check: Check, most: int) -> bool:
    if check.name != "distinct" or check.value is None:
        return False
    upward = check.op in (">", ">=", "==")
    return (upward and check.value > most) or (check.op == ">" and check.value == most)
