"""The catalogue as values: one `Estimator` per public path, for one minor version of scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VERSIONS = ("1.7", "1.8", "1.9")
"""The minor versions of scikit-learn that are described, oldest first."""

Kind = str | list[object]
"""`bool null text list tuple mapping any object`, or `[options, …]`, or `[int|number|float, low, high, closed]`."""


@dataclass(frozen=True, slots=True)
class Estimator:
    """`kind` is classifier, regressor, outlier, cluster, transformer or other; `params` holds the kinds each takes.

    `required` must be given; `deprecated` will go; `probabilities` is true, false, or the values of one parameter that
    make it true. `several` predicts several targets at once, `positive` takes no negative feature, `flat` one column;
    `transforms` makes other columns of new rows.
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
    transforms: bool


def described(version: str) -> str:
    """The version of `VERSIONS` that tells most about this one, such as `1.9.1`: itself, else the nearest."""
    wanted = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    older = [known for known in VERSIONS if tuple(map(int, known.split("."))) <= wanted]
    return older[-1] if older else VERSIONS[0]


@lru_cache(maxsize=256)
def find(path: str, version: str = VERSIONS[-1]) -> Estimator | None:
    """The estimator at a public path such as `sklearn.ensemble.RandomForestClassifier`."""
    entry = _entry(path, version)
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
        entry.get("transform", False),
    )


def predictors(version: str = VERSIONS[-1]) -> tuple[str, ...]:
    """The public paths of all classifiers and regressors that can be written in a spec, sorted."""
    return tuple(
        path
        for path, entry in _entries(version).items()
        if entry["kind"] in ("classifier", "regressor") and not entry.get("required") and not entry.get("several")
    )


def transformers(version: str = VERSIONS[-1]) -> tuple[str, ...]:
    """The public paths of all that changes columns and needs no argument, sorted."""
    return tuple(
        path
        for path, entry in _entries(version).items()
        if entry.get("transform") and entry["kind"] not in ("classifier", "regressor") and not entry.get("required")
    )


def every(version: str = VERSIONS[-1]) -> tuple[str, ...]:
    """The public paths of all estimators of a version, sorted."""
    return tuple(_entries(version))


def _entry(path: str, version: str) -> dict | None:
    """One line of the file, found without reading the others as JSON: that is fifty times as fast."""
    key = b"\n" + json.dumps(path).encode() + b":"
    text = _text(version)
    start = text.find(key)
    if start < 0:
        return None
    start += len(key)
    return json.loads(text[start : text.index(b"\n", start)].rstrip(b","))


@lru_cache(maxsize=2)
def _entries(version: str) -> dict[str, dict]:
    return json.loads(_text(version))


@lru_cache(maxsize=3)
def _text(version: str) -> bytes:
    return (Path(__file__).parent / "data" / f"sklearn-{version}.json").read_bytes()
