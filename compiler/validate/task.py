"""What a model predicts, as far as its spec tells."""

from __future__ import annotations

from compiler.model.metrics import Task
from compiler.model.spec.dataset import Column, Dataset
from compiler.model.spec.model import Model


def task_of(model: Model, dataset: Dataset) -> Task | None:
    """None when the target is unknown or of a type that cannot be predicted."""
    column = dataset.columns.get(model.target)
    return task_of_column(column) if column else None


def task_of_column(column: Column) -> Task | None:
    """Truth values and two categories are binary, more categories multiclass, numbers regression."""
    match column.type:
        case "boolean":
            return Task.BINARY
        case "integer" | "number":
            return Task.REGRESSION
        case "category" if len(column.values) >= 2:
            return Task.BINARY if len(column.values) == 2 else Task.MULTICLASS
        case _:
            return None
