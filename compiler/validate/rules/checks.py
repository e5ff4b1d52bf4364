"""The checks of a dataset against its columns."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.expressions import Check
from compiler.model.spec.dataset import Dataset
from compiler.source.diagnostic import Diagnostic
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_value, sound_datasets
from compiler.validate.rules.columns import misnamed
from compiler.validate.words import shorten

_NUMERIC = ("integer", "number", "boolean")


def checks(draft: Draft) -> Iterator[Diagnostic]:
    """V040: the column exists. V041: the bound can be met and missed. V042: the check makes sense for the type."""
    for name, dataset in sound_datasets(draft):
        for index, check in enumerate(dataset.checks):
            undeclared = check.column is not None and check.column not in dataset.columns
            if undeclared and check.column in misnamed(draft, name):
                continue
            for code, summary, hint in _faults(check, dataset):
                yield at_value(draft.context, code, ("datasets", name, "checks", index), summary, hint)


def _faults(check: Check, dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    column = dataset.columns.get(check.column) if check.column is not None else None
    if check.column is not None and column is None:
        yield (
            "V040",
            f"`{shorten(check.column)}` in `{shorten(check.text)}` is not a column",
            suggest(check.column, dataset.columns),
        )
    elif check.name in ("mean", "min", "max") and column is not None and column.type not in _NUMERIC:
        summary = f"`{check.name}` needs numbers; `{shorten(check.column or '')}` is of type `{column.type}`"
        yield "V042", summary, "use `distinct`, `missing` or `unique` for such a column"
    if check.name == "missing" and check.value is not None and not 0 <= check.value <= 1:
        yield (
            "V041",
            f"`{shorten(check.text)}`: the share of missing values lies between 0 and 1",
            _percent(check.value),
        )
    if check.name in ("rows", "distinct") and check.value is not None and check.value < 0:
        yield "V041", f"`{shorten(check.text)}`: a count is never below 0", "write the count that you expect"


def _percent(value: float) -> str:
    return f"write `{value:g}%` or `{value / 100:g}`" if 1 < value <= 100 else "write a share such as `0.02`"
