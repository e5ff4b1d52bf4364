"""The metrics by name. Classes are codes from 0; the positive class of a binary task is 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from .failure import Failure

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Scored:
    """The truth and what was predicted, of shape (n,); `shares` of shape (n, classes) or None."""

    truth: np.ndarray
    predicted: np.ndarray
    shares: np.ndarray | None
    classes: int


def _plain(name: str, **options: Any) -> Callable[[Scored], float]:
    def measure(scored: Scored) -> float:
        import sklearn.metrics

        return float(getattr(sklearn.metrics, name)(scored.truth, scored.predicted, **options))

    return measure


def _positive(name: str) -> Callable[[Scored], float]:
    def measure(scored: Scored) -> float:
        import sklearn.metrics

        return float(getattr(sklearn.metrics, name)(scored.truth, _shares(scored)[:, 1]))

    return measure


def _roc_auc(scored: Scored) -> float:
    from sklearn.metrics import roc_auc_score

    shares = _shares(scored)
    if scored.classes == 2:
        return float(roc_auc_score(scored.truth, shares[:, 1]))
    labels = list(range(scored.classes))
    return float(roc_auc_score(scored.truth, shares, multi_class="ovr", average="macro", labels=labels))


def _log_loss(scored: Scored) -> float:
    from sklearn.metrics import log_loss

    return float(log_loss(scored.truth, _shares(scored), labels=list(range(scored.classes))))


def _shares(scored: Scored) -> np.ndarray:
    if scored.shares is None:
        raise ValueError("the estimator gives no probabilities")
    return scored.shares


METRICS: dict[str, Callable[[Scored], float]] = {
    "accuracy": _plain("accuracy_score"),
    "balanced_accuracy": _plain("balanced_accuracy_score"),
    "f1": _plain("f1_score", zero_division=0.0),
    "precision": _plain("precision_score", zero_division=0.0),
    "recall": _plain("recall_score", zero_division=0.0),
    "f1_macro": _plain("f1_score", average="macro", zero_division=0.0),
    "precision_macro": _plain("precision_score", average="macro", zero_division=0.0),
    "recall_macro": _plain("recall_score", average="macro", zero_division=0.0),
    "matthews_corrcoef": _plain("matthews_corrcoef"),
    "roc_auc": _roc_auc,
    "average_precision": _positive("average_precision_score"),
    "log_loss": _log_loss,
    "brier_score": _positive("brier_score_loss"),
    "r2": _plain("r2_score"),
    "rmse": _plain("root_mean_squared_error"),
    "mae": _plain("mean_absolute_error"),
    "median_ae": _plain("median_absolute_error"),
    "mape": _plain("mean_absolute_percentage_error"),
    "max_error": _plain("max_error"),
    "explained_variance": _plain("explained_variance_score"),
}


def evaluate(names: Sequence[str], scored: Scored) -> dict[str, float]:
    """Each metric's value. Failure `metric` for an unknown name and for a value that is not a finite number."""
    return {name: _evaluate(name, scored) for name in names}


def _evaluate(name: str, scored: Scored) -> float:
    if name not in METRICS:
        raise Failure("metric", f"`{name}` is not a metric")
    try:
        value = METRICS[name](scored)
    except ValueError as error:
        raise Failure("metric", f"`{name}` cannot be computed: {error}") from None
    if not isfinite(value):
        raise Failure("metric", f"`{name}` is {value} on {len(scored.truth)} test rows, not a finite number")
    return value
