"""Rules across fields: each takes the draft and tells what it finds. A new rule is a function and a line in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compiler.source.diagnostic import Diagnostic
from compiler.validate.draft import Draft
from compiler.validate.rules import (
    checks,
    columns,
    entrypoint,
    estimator,
    features,
    metrics,
    params,
    references,
    retrain,
    serving,
    target,
)

RULES: tuple[Callable[[Draft], Iterable[Diagnostic]], ...] = (
    references.datasets,
    references.models,
    references.compute,
    references.target,
    references.unused_datasets,
    references.no_models,
    columns.missing_columns,
    columns.categories,
    columns.missing_markers,
    checks.checks,
    target.exists,
    target.predictable,
    features.known,
    features.target_left_out,
    features.usable,
    features.some_left,
    features.repeated,
    features.excluded,
    estimator.chosen,
    estimator.known,
    estimator.fits_target,
    estimator.negative_features,
    params.params,
    entrypoint.defined,
    metrics.metrics,
    metrics.gates,
    metrics.stratified,
    serving.scale,
    serving.rollout,
    serving.ports,
    retrain.schedule,
    retrain.some_reason,
)
