"""What the catalogue knows of a model's estimator."""

from __future__ import annotations

from compiler.model.spec.model import Model
from compiler.validate.catalogue.reader import Estimator, find


def estimator_of(model: Model) -> Estimator | None:
    """None for a model with an entry point, and for an unknown estimator."""
    return find(model.estimator) if model.estimator else None


def has_probabilities(model: Model) -> bool:
    """False when the estimator, with these parameters, is known to have no `predict_proba`."""
    estimator = estimator_of(model)
    if estimator is None:
        return True
    if isinstance(estimator.probabilities, bool):
        return estimator.probabilities
    return all(
        model.params.get(name, estimator.defaults.get(name)) in values
        for name, values in estimator.probabilities.items()
    )


def enabling(estimator: Estimator) -> str:
    """What to write so that the estimator has `predict_proba`; empty when nothing helps."""
    if isinstance(estimator.probabilities, bool):
        return ""
    return " or ".join(
        f"`{name}: {str(value).lower() if isinstance(value, bool) else value}`"
        for name, values in estimator.probabilities.items()
        for value in values
        if name not in estimator.deprecated
    )
