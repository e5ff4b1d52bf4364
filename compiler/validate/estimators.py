"""What the catalogue knows of a model's estimator."""

from __future__ import annotations

from collections.abc import Callable

from compiler.model.spec.model import Model
from compiler.validate.catalogue.reader import VERSIONS, Estimator, find
from compiler.validate.draft import Context


def estimator_of(model: Model, version: str) -> Estimator | None:
    """As this version of scikit-learn has it; None for a model with an entry point, and for an unknown estimator."""
    return find(model.estimator, version) if model.estimator else None


def elsewhere(path: str, version: str, has: Callable[[Estimator], bool]) -> str:
    """Where `has` is true of the estimator, in words: `scikit-learn 1.7 had it`; empty when it is so in no version."""
    others = [other for other in VERSIONS if other != version]
    having = [other for other in others if (estimator := find(path, other)) is not None and has(estimator)]
    if not having:
        return ""
    past = VERSIONS.index(having[-1]) < VERSIONS.index(version)
    verb = "had it" if past else "has it" if len(having) == 1 else "have it"
    return f"scikit-learn {' and '.join(having)} {verb}"


def trains_with(context: Context) -> str:
    """Names the environment whose version counts."""
    return f"which `{context.composed.environment}` trains with"


def has_probabilities(model: Model, version: str) -> bool:
    """False when the estimator, with these parameters, is known to have no `predict_proba`."""
    estimator = estimator_of(model, version)
    if estimator is None:
        return True
    if isinstance(estimator.probabilities, bool):
        return estimator.probabilities
    return all(
        all(value in values for value in _values(model, name, estimator.defaults.get(name)))
        for name, values in estimator.probabilities.items()
    )


def _values(model: Model, param: str, default: object) -> tuple[object, ...]:
    """What a parameter may be: the choices of a search, what is written, or the default."""
    tuned = model.tune.params.get(param) if model.tune else None
    return tuned.choice if tuned and tuned.choice else (model.params.get(param, default),)


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
