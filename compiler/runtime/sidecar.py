"""`model.json`: what a model is, takes and gives, in plain JSON. No clock, so equal inputs give equal bytes."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import Any

from .artifact import FORMAT
from .definition import Definition
from .examples import Examples, column_of
from .profile import column_profile
from .schema import feature_dict
from .tuning import without_times


def versions() -> dict[str, str]:
    """What trained the model: Python, scikit-learn, numpy, skops."""
    import numpy
    import sklearn
    import skops

    return {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "skops": skops.__version__,
    }


def sidecar(job: Definition, examples: Examples, result: Mapping[str, Any]) -> dict[str, Any]:
    """`features[i]` is column i of the matrix, `target.classes[i]` class code i; `profile` is of the training rows."""
    profiles = {}
    for feature in examples.features:
        column = column_of(job, feature.name)
        assert column is not None
        profiles[feature.name] = column_profile(column.type, examples.table.columns[feature.name][examples.train])
    target = examples.target
    tuning = without_times(result["tuning"]) if job.tune else {}
    return {
        "format": FORMAT,
        "project": job.project,
        "model": job.model,
        "task": job.task,
        "versions": versions(),
        "estimator": job.estimator or (f"{job.entrypoint.path}:{job.entrypoint.function}" if job.entrypoint else None),
        "params": {**job.params, **tuning.get("best", {})},
        "features": [feature_dict(feature) for feature in examples.features],
        "columns": [column.name for column in job.dataset.columns],
        "missing": sorted(job.dataset.missing),
        "target": {"name": target.name, "type": target.type, "classes": list(target.classes)},
        "metrics": dict(result["metrics"]),
        "gates": list(result["gates"]),
        "profile": {"rows": len(examples.train), "columns": profiles},
        "rows": dict(result["rows"]),
        "seed": job.seed,
        **({"tuning": tuning} if tuning else {}),
    }
