"""The job definition as nouns: what `jobs/<model>.json` says, read once.

Nothing is filled in: whatever the spec leaves out stands in the definition. Missing parts are a Failure `request`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .failure import Failure

COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
COLUMN_TYPES = frozenset({"integer", "number", "boolean", "category", "text", "date", "identifier"})


@dataclass(frozen=True, slots=True)
class Column:
    """`values` are the declared categories; empty when none were declared."""

    name: str
    type: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A bound on the data: `op` and `value` are None for `unique`, `column` for `rows`."""

    text: str
    name: str
    column: str | None
    op: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """The columns that are read, the spellings of a missing value, and the checks."""

    columns: tuple[Column, ...]
    missing: frozenset[str]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound on a metric: `value` itself, or the champion's own metric plus `value`."""

    text: str
    metric: str
    op: str
    champion: bool
    value: float


@dataclass(frozen=True, slots=True)
class Transformer:
    """A transformer by its path, for the named columns; `columns` is None for everything, after encoding."""

    columns: tuple[str, ...] | None
    path: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entrypoint:
    """The user's function that builds the estimator. `path` is for messages; `digest` may be None."""

    path: str
    function: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class Tuned:
    """One parameter of a search: `kind` is integer, number or choice; `values` are both ends, or the choices."""

    kind: str
    values: tuple[Any, ...]
    log: bool


@dataclass(frozen=True, slots=True)
class Tune:
    """A search: random, grid or halving. `timeout_seconds` is None for no limit of its own."""

    params: Mapping[str, Tuned]
    objective: str
    maximize: bool
    trials: int
    strategy: str
    folds: int
    seed: int
    timeout_seconds: float | None


@dataclass(frozen=True, slots=True)
class Definition:
    """One training job. Exactly one of `estimator` and `entrypoint` is set."""

    project: str
    model: str
    task: str
    dataset: Dataset
    target: str
    features: tuple[str, ...]
    estimator: str | None
    entrypoint: Entrypoint | None
    params: Mapping[str, Any]
    numeric: Mapping[str, str]
    category: Mapping[str, str]
    transformers: tuple[Transformer, ...]
    sample: float | None
    test_share: float
    seed: int
    stratify: bool
    metrics: tuple[str, ...]
    gates: tuple[Gate, ...]
    timeout_seconds: float
    threads: int
    tune: Tune | None


def read_dataset(raw: Mapping[str, Any]) -> Dataset:
    """The `dataset` part of a job definition or a check request."""
    try:
        columns = tuple(Column(c["name"], c["type"], tuple(c.get("values") or ())) for c in raw["columns"])
        checks = tuple(Check(c["text"], c["name"], c["column"], c["op"], c["value"]) for c in raw.get("checks") or ())
        missing = frozenset(text.strip() for text in raw.get("missing") or ())
    except (KeyError, TypeError, AttributeError) as error:
        raise Failure("request", f"the dataset's definition cannot be read: {_why(error)}") from None
    unknown = [column for column in columns if column.type not in COLUMN_TYPES]
    if unknown:
        raise Failure("request", f"column `{unknown[0].name}` has the unknown type `{unknown[0].type}`")
    return Dataset(columns, missing, checks)


def read_definition(raw: Mapping[str, Any]) -> Definition:
    """A whole job definition."""
    if raw.get("version") != 1:
        raise Failure("request", f"job definition version {raw.get('version')!r} is not known here; 1 is")
    try:
        split, limits = raw["split"], raw["limits"]
        numeric, category = raw["preprocess"]["numeric"], raw["preprocess"]["category"]
        entry = raw.get("entrypoint")
        return Definition(
            project=raw["project"],
            model=raw["model"],
            task=raw["task"],
            dataset=read_dataset(raw["dataset"]),
            target=raw["target"],
            features=tuple(raw["features"]),
            estimator=raw.get("estimator"),
            entrypoint=Entrypoint(entry["path"], entry["function"], entry.get("digest")) if entry else None,
            params=dict(raw.get("params") or {}),
            numeric={"impute": numeric["impute"], "scale": numeric["scale"]},
            category={"impute": category["impute"], "encode": category["encode"]},
            transformers=tuple(map(_read_transformer, raw["preprocess"].get("transformers") or ())),
            sample=None if split.get("sample") is None else float(split["sample"]),
            test_share=float(split["test"]),
            seed=int(split["seed"]),
            stratify=bool(split["stratify"]),
            metrics=tuple(raw["metrics"]),
            gates=tuple(
                Gate(g["text"], g["metric"], g["op"], bool(g["champion"]), float(g["value"])) for g in raw["gates"]
            ),
            timeout_seconds=float(limits["timeout_seconds"]),
            threads=int(limits["threads"]),
            tune=_read_tune(raw["tune"]) if raw.get("tune") else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Failure("request", f"the job definition cannot be read: {_why(error)}") from None


def _read_transformer(raw: Mapping[str, Any]) -> Transformer:
    columns = raw["columns"]
    return Transformer(None if columns is None else tuple(columns), raw["transformer"], dict(raw["params"]))


def _read_tune(raw: Mapping[str, Any]) -> Tune:
    limit = raw.get("timeout_seconds")
    return Tune(
        params={name: _read_tuned(tuned) for name, tuned in raw["params"].items()},
        objective=raw["objective"],
        maximize=raw["direction"] == "maximize",
        trials=int(raw["trials"]),
        strategy=raw["strategy"],
        folds=int(raw["folds"]),
        seed=int(raw["seed"]),
        timeout_seconds=None if limit is None else float(limit),
    )


def _read_tuned(raw: Mapping[str, Any]) -> Tuned:
    if "choice" in raw:
        return Tuned("choice", tuple(raw["choice"]), log=False)
    kind, number = ("integer", int) if "integer" in raw else ("number", float)
    low, high = raw[kind]
    return Tuned(kind, (number(low), number(high)), raw["scale"] == "log")


def _why(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)
