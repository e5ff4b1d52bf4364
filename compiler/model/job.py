"""The training job definition: what the runtime is told to do, the same in every environment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One model's training. Columns and features stand in the data file's order; no path in it but the entry point's.

    `dataset` has name, columns, missing and checks; `entrypoint` path, function and digest; `env` maps the name of an
    environment variable to its text or to `{"secret": name}`; `formerly` are the names that the model had before, under
    which a champion may stand; `tune` is the search with all defaults, empty where there is none; the rest is as in the
    spec.
    """

    project: str
    model: str
    task: str
    dataset: Mapping[str, object]
    target: str
    features: tuple[str, ...]
    estimator: str | None
    entrypoint: Mapping[str, object] | None
    params: Mapping[str, object]
    preprocess: Mapping[str, object]
    split: Mapping[str, object]
    metrics: tuple[str, ...]
    gates: tuple[Mapping[str, object], ...]
    limits: Mapping[str, object]
    env: Mapping[str, object] = dataclasses.field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    tune: Mapping[str, object] = dataclasses.field(default_factory=dict)


def definition(job: Job) -> dict[str, object]:
    """The content of `jobs/<model>.json` as plain data; what a model has none of is not mentioned: variables, former
    names, a search."""
    fields = {field.name: _plain(getattr(job, field.name)) for field in dataclasses.fields(job)}
    left_out = {name for name in ("env", "formerly", "tune") if not fields[name]}
    return {"version": VERSION, **{name: value for name, value in fields.items() if name not in left_out}}


def _plain(value: object) -> object:
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value
