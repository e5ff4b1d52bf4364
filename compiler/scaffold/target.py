"""What is to be predicted, from the target's values. In: its tally; out: column and task, or `Refused` (I006)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.metrics import Task
from compiler.scaffold.columns import (
    REFERENCE,
    Column,
    category_values,
    infer,
    is_integer,
    is_numeric,
    missing_note,
    truth_pair,
)
from compiler.scaffold.tally import Tally
from compiler.source.diagnostic import Refused, refuse

_MOST_CLASSES = 50
_MOST_NUMBER_CLASSES = 10
_ROWS_PER_CLASS = 10


@dataclass(frozen=True, slots=True)
class Goal:
    """`smallest` is the number of rows of the rarest class, `classes` how many there are; both 0 for numbers."""

    column: Column
    task: Task
    classes: int = 0
    smallest: int = 0
    rows: int = 0


def goal_of(tally: Tally, markers: frozenset[str]) -> Goal:
    """Two values make a binary task, a few several classes, many numbers a regression."""
    column = infer(tally, markers)
    present = tally.present(markers)
    rows = tally.rows - column.missing
    if tally.counts is None and column.type == "number":
        return Goal(column, Task.REGRESSION, rows=rows)
    if len(present) < 2:
        what = f"is {column.why.partition(';')[0]}" if present else "is empty in all rows"
        raise _unpredictable(tally.name, what, "a model needs at least two different values to tell apart")
    if sum(count > 1 for count in present.values()) < 2 and not _regression(present, rows):
        raise _unpredictable(tally.name, "holds almost nothing but values that occur once", _INSTEAD)
    if truth_pair(present):
        return _classes(_as(column, "boolean", ()), present, rows)
    if _regression(present, rows):
        return Goal(_as(column, "integer" if is_integer(present) else "number", ()), Task.REGRESSION, rows=rows)
    if column.type in ("date", "identifier", "text") and not _repeats(present, rows):
        raise _unpredictable(tally.name, f"has {column.distinct:,} different values", _INSTEAD)
    if any(REFERENCE in text for text in present):
        raise _unpredictable(
            tally.name, f"has a value with `{REFERENCE}`, which a spec takes for a reference", "rename it"
        )
    return _classes(_as(column, "category", category_values(present)), present, rows)


_INSTEAD = "choose a column with numbers, or with a few values that repeat"


def _regression(present: Mapping[str, int], rows: int) -> bool:
    if not is_numeric(present) or len(present) <= 2:
        return False
    return not (is_integer(present) and len(present) <= _MOST_NUMBER_CLASSES and rows >= _ROWS_PER_CLASS * len(present))


def _repeats(present: Mapping[str, int], rows: int) -> bool:
    return len(present) <= _MOST_CLASSES and rows >= 3 * len(present)


def _classes(column: Column, present: Mapping[str, int], rows: int) -> Goal:
    task = Task.BINARY if len(present) == 2 else Task.MULTICLASS
    return Goal(column, task, len(present), min(present.values()), rows)


def _as(column: Column, kind: str, values: tuple[object, ...]) -> Column:
    spelled = column.why if column.type == kind == "boolean" else missing_note(column)
    return Column(
        column.name, kind, values, column.missing, column.distinct, column.rows, why=spelled, usable=True, unique=False
    )


def _unpredictable(name: str, what: str, hint: str) -> Refused:
    return refuse("I006", f"target `{name}` {what}", hint=hint)
