"""The catalogue as values: one `Estimator` per public path, for one minor version of scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VERSIONS = ("1.9",)
"""The minor versions of scikit-learn that are described, oldest first."""

Kind = str | list[object]
"""`bool null text list mapping any object`, or `[options, …]`, or `[int|number|float, low, high, closed]`."""


@dataclass(frozen=True, slots=True)
class Estimator:
    """`kind` is classifier, regressor, cluster, transformer or other; `params` holds the kinds of value each takes.

    `required` must be given; `deprecated` will go; `probabilities` is true, false, or the values of one parameter that
    make it true. `several` predicts several targets at once, `positive` takes no negative feature, `flat` one column.
    """

    path: str
    kind: str
    params: Mapping[str, tuple[Kind, ...]]
    defaults: Mapping[str, object]
    required: tuple[str, ...]
    deprecated: tuple[str, ...]
    probabilities: bool | Mapping[str, tuple[object, ...]]
    several: bool
    positive: bool
    flat: bool


def find(path: str, version: str = VERSIONS[-1]) -> Estimator | None:
    """The estimator at a public path such as `sklearn.ensemble.RandomForestClassifier`."""
    entry = _entries(version).get(path)
    if entry is None:
        return None
    proba = entry.get("proba", False)
    return Estimator(
        path,
        entry["kind"],
        {name: tuple(kinds) for name, kinds in entry.get("params", {}).items()},
        entry.get("defaults", {}),
        tuple(entry.get("required", ())),
        tuple(entry.get("deprecated", ())),
        {name: tuple(values) for name, values in proba.items()} if isinstance(proba, dict) else proba,
        entry.get("several", False),
        entry.get("positive", False),
        entry.get("flat", False),
    )


def predictors(version: str = VERSIONS[-1]) -> tuple[str, ...]:
    """The public paths of all classifiers and regressors that can be written in a spec, sorted."""
    return tuple(
        path
        for path, entry in _entries(version).items()
        if entry["kind"] in ("classifier", "regressor") and not entry.get("required") and not entry.get("several")
    )


@lru_cache(maxsize=2)
def _entries(version: str) -> dict[str, dict]:
    return json.loads((Path(__file__).parent / "data" / f"sklearn-{version}.json").read_bytes())
