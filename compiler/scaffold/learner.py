"""A sensible first model for a table: estimator, split, metrics and gates. In: the goal; out: a `Learner`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from compiler.model.metrics import Task
from compiler.scaffold.target import Goal

_SMALL = 2_000
_MANY_CLASSES = 5
_RARE = 10


@dataclass(frozen=True, slots=True)
class Learner:
    """Texts as a spec has them; each `…_why` is a comment."""

    estimator: str
    estimator_why: str
    params: dict[str, object]
    test: float
    stratify: bool | None
    metrics: tuple[str, ...]
    gates: tuple[str, ...]
    gates_why: str


def learner_for(goal: Goal) -> Learner:
    """Forests for small tables and many classes, boosting for large ones; gates that chance fails."""
    kind = "Regressor" if goal.task is Task.REGRESSION else "Classifier"
    if goal.rows < _SMALL:
        why = "robust on small tables"
        estimator, params = "RandomForest", {"n_estimators": 200, "min_samples_leaf": 5}
    elif goal.classes > _MANY_CLASSES:
        why = "its cost does not grow with the number of classes"
        estimator, params = "RandomForest", {"n_estimators": 100, "max_leaf_nodes": 1000, "max_samples": 0.5}
    else:
        why = "fast and strong on tables of this size"
        estimator, params = "HistGradientBoosting", {"learning_rate": 0.1, "max_iter": 150}
    metrics, bound, gates_why = _judgement(goal)
    first = bound.partition(" ")[0]
    return Learner(
        estimator=f"sklearn.ensemble.{estimator}{kind}",
        estimator_why=why,
        params=dict(params),
        test=test_share(goal),
        stratify=_stratify(goal),
        metrics=metrics,
        gates=(bound, f"{first} >= champion - 0.02"),
        gates_why=gates_why,
    )


def _judgement(goal: Goal) -> tuple[tuple[str, ...], str, str]:
    """Metrics, the first gate, and what chance reaches: a model that learnt nothing from the table must not pass."""
    if goal.task is Task.REGRESSION:
        return ("r2", "rmse", "mae"), "r2 >= 0.01", "0 is what always predicting the mean reaches"
    if goal.task is Task.BINARY and goal.smallest >= _RARE:
        return ("roc_auc", "log_loss", "balanced_accuracy"), "roc_auc >= 0.52", "0.5 is what guessing reaches"
    # With a handful of rows of a class none may be in the test set, where a curve could then not be computed.
    above = math.floor(100 / goal.classes + 1) / 100
    metrics = ("balanced_accuracy", "accuracy", "log_loss")
    why = f"guessing one of {goal.classes} classes reaches {1 / goal.classes:.2f}"
    return metrics, f"balanced_accuracy >= {above:g}", why


def test_share(goal: Goal) -> float:
    """More of a small table is held out, so that the metrics mean something."""
    return 0.3 if goal.rows < _SMALL else 0.2


def _stratify(goal: Goal) -> bool | None:
    """False where a class is too rare, or there are more classes than test rows; None (the default) elsewhere."""
    if goal.classes and (goal.smallest < 2 or goal.rows * test_share(goal) < goal.classes):
        return False
    return None
