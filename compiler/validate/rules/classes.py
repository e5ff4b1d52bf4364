"""The classes of a target: their order, their weights, and whether a split can hold them all."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from compiler.model.metrics import Task
from compiler.model.spec.dataset import Column, Dataset
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_key, at_value, milder, models_with_data
from compiler.validate.task import task_of_column
from compiler.validate.words import names, shorten

_PAIRS = (
    "no/yes false/true n/y f/t 0/1 off/on negative/positive neg/pos benign/malignant ham/spam normal/anomaly "
    "normal/abnormal normal/fraud legitimate/fraud genuine/fraud good/bad healthy/sick alive/dead survived/died "
    "passed/failed pass/fail ok/failed ok/fail ok/faulty active/churned retained/churned stayed/left"
)
_OPPOSITES = frozenset(tuple(pair.split("/")) for pair in _PAIRS.split(" "))
_SWITCHES = frozenset(("yes", "no", "on", "off", "true", "false"))
_DENIAL = re.compile(r"(?:not|no|non|un)[ _-]?(.+)")


def order(draft: Draft) -> Iterator[Diagnostic]:
    """V127: the second of two classes is the positive one."""
    for name, model, dataset in models_with_data(draft):
        column = dataset.columns.get(model.target)
        if column is None or column.type != "category" or len(column.values) != 2:
            continue
        first, second = (_label(value) for value in column.values)
        if _opposite(second.lower(), first.lower()):
            path = ("datasets", model.dataset, "columns", model.target, "values")
            summary = f"`{shorten(second)}` is the positive class of model `{name}`, because it stands second"
            turned = f"[{_written(second)}, {_written(first)}]"
            hint = f"if `{shorten(first)}` is what the model should find, write `values: {turned}`"
            yield milder(at_value(draft.context, "V127", path, summary, hint), Severity.WARNING)


def weights(draft: Draft) -> Iterator[Diagnostic]:
    """V131: `class_weight` names classes of the target."""
    for name, model, dataset in models_with_data(draft):
        column, given = dataset.columns.get(model.target), model.params.get("class_weight")
        classes = _classes(column) if column else ()
        if model.estimator is None or not classes or not isinstance(given, Mapping):
            continue
        for key in given:
            if _label(key) not in classes:
                path = ("models", name, "params", "class_weight", key)
                summary = f"`{shorten(_label(key))}` is no class of target `{shorten(model.target)}`"
                hint = suggest(_label(key), classes) or f"its classes are {names(classes, 'and')}"
                yield at_key(draft.context, "V131", path, summary, hint)


def in_the_test_split(draft: Draft) -> Iterator[Diagnostic]:
    """V124: with as few rows as the dataset may have, both sides of a split can hold every class."""
    for name, model, dataset in models_with_data(draft):
        column, rows = dataset.columns.get(model.target), _fewest_rows(dataset)
        classes = len(_classes(column)) if column and task_of_column(column) is not Task.REGRESSION else 0
        if not rows or model.split.stratify is False or classes < 2:
            continue
        rows = math.floor(rows * (model.split.sample or 1))
        tested = math.ceil(rows * model.split.test)
        side, count = min(("tested", tested), ("trained on", rows - tested), key=lambda pair: pair[1])
        if count < classes:
            path = ("models", name, "split", "test")
            summary = f"of {rows} rows {count} would be {side}: too few for {classes} classes"
            hint = "change the share, or ask for more rows in the dataset's `checks`"
            yield at_value(draft.context, "V124", path, summary, hint)


def _fewest_rows(dataset: Dataset) -> int | None:
    """What the checks of a dataset promise; None when they promise nothing."""
    bounds = [check for check in dataset.checks if check.name == "rows" and check.value is not None]
    least = [math.ceil(check.value) for check in bounds if check.value is not None and check.op in (">=", "==")]
    least += [math.floor(check.value) + 1 for check in bounds if check.value is not None and check.op == ">"]
    return max(least, default=None)


def _classes(column: Column) -> tuple[str, ...]:
    return ("false", "true") if column.type == "boolean" else tuple(_label(value) for value in column.values)


def _label(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(label: str) -> str:
    """As YAML takes it for text."""
    return f'"{label}"' if label.lower() in _SWITCHES else label


def _opposite(negative: str, positive: str) -> bool:
    denied = _DENIAL.fullmatch(negative)
    return (negative, positive) in _OPPOSITES or (denied is not None and denied[1] == positive)
