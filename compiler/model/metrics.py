"""The metrics that a model can be measured by. The runtime computes each under the same name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    """What a model predicts."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"


@dataclass(frozen=True, slots=True)
class Metric:
    """`higher` is true when more is better; values lie from `low` to `high` (None: without end).

    `probabilities` is true when the estimator must have `predict_proba`.
    """

    name: str
    tasks: frozenset[Task]
    higher: bool
    low: float | None
    high: float | None
    probabilities: bool = False


_BINARY = frozenset({Task.BINARY})
_CLASSES = frozenset({Task.BINARY, Task.MULTICLASS})
_REGRESSION = frozenset({Task.REGRESSION})

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("accuracy", _CLASSES, True, 0, 1),
        Metric("balanced_accuracy", _CLASSES, True, 0, 1),
        Metric("f1", _BINARY, True, 0, 1),
        Metric("precision", _BINARY, True, 0, 1),
        Metric("recall", _BINARY, True, 0, 1),
        Metric("f1_macro", _CLASSES, True, 0, 1),
        Metric("precision_macro", _CLASSES, True, 0, 1),
        Metric("recall_macro", _CLASSES, True, 0, 1),
        Metric("matthews_corrcoef", _CLASSES, True, -1, 1),
        Metric("roc_auc", _CLASSES, True, 0, 1, probabilities=True),
        Metric("average_precision", _BINARY, True, 0, 1, probabilities=True),
        Metric("log_loss", _CLASSES, False, 0, None, probabilities=True),
        Metric("brier_score", _BINARY, False, 0, 1, probabilities=True),
        Metric("r2", _REGRESSION, True, None, 1),
        Metric("rmse", _REGRESSION, False, 0, None),
        Metric("mae", _REGRESSION, False, 0, None),
        Metric("median_ae", _REGRESSION, False, 0, None),
        Metric("mape", _REGRESSION, False, 0, None),
        Metric("max_error", _REGRESSION, False, 0, None),
        Metric("explained_variance", _REGRESSION, True, None, 1),
    )
}
