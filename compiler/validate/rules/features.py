"""The columns that a model learns from."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.spec.dataset import FEATURE_TYPES, Dataset
from compiler.model.spec.model import Model
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_key, at_value, models_with_data, sound_models
from compiler.validate.resolve import chosen_features
from compiler.validate.rules.columns import misnamed
from compiler.validate.words import shorten


def known(draft: Draft) -> Iterator[Diagnostic]:
    """V033: `features` and `exclude` name declared columns."""
    for name, model, dataset in models_with_data(draft):
        others = [candidate for candidate in dataset.columns if candidate != model.target]
        unknown = [(path, column) for path, column in _listed(name, model) if column not in dataset.columns]
        meant = misnamed(draft, model.dataset) if unknown else frozenset()
        for index, (path, column) in enumerate(item for item in unknown if item[1] not in meant):
            # Looking for the nearest of many names takes its time; after a few it helps nobody.
            hint = suggest(column, others) if index < 10 else ""
            summary = f"`{shorten(column)}` is not a column of dataset `{model.dataset}`"
            yield at_value(draft.context, "V033", path, summary, hint)


def target_left_out(draft: Draft) -> Iterator[Diagnostic]:
    """V034: a model that sees its target learns nothing else."""
    for name, model in sound_models(draft):
        for index, column in enumerate(model.features or ()):
            if column == model.target:
                path = ("models", name, "features", index)
                summary = f"`{shorten(column)}` is the target of model `{name}` and cannot be a feature"
                yield at_value(draft.context, "V034", path, summary, "remove it from `features`")


def usable(draft: Draft) -> Iterator[Diagnostic]:
    """V035: identifiers, dates and free text are no features."""
    for name, model, dataset in models_with_data(draft):
        for index, feature in enumerate(model.features or ()):
            column = dataset.columns.get(feature)
            if column and column.type not in FEATURE_TYPES and feature != model.target:
                path = ("models", name, "features", index)
                summary = f"`{shorten(feature)}` is of type `{column.type}` and cannot be a feature"
                yield at_value(draft.context, "V035", path, summary, _unusable_hint(column.type))


def some_left(draft: Draft) -> Iterator[Diagnostic]:
    """V036: at least one feature remains."""
    for name, model, dataset in models_with_data(draft):
        if not chosen_features(model, dataset) and not _unknown(model, dataset):
            field = "features" if model.features is not None else "exclude" if model.exclude else "dataset"
            hint = "features are integer, number, boolean and category columns other than the target"
            yield at_key(draft.context, "V036", ("models", name, field), f"model `{name}` has no features left", hint)


def repeated(draft: Draft) -> Iterator[Diagnostic]:
    """V043: a column or metric is listed once."""
    for name, model in sound_models(draft):
        for field in ("features", "exclude", "metrics"):
            seen: set[str] = set()
            for index, item in enumerate(getattr(model, field) or ()):
                if item in seen:
                    path, summary = ("models", name, field, index), f"`{shorten(item)}` is listed twice in `{field}`"
                    yield at_value(draft.context, "V043", path, summary, "list it once")
                seen.add(item)


def excluded(draft: Draft) -> Iterator[Diagnostic]:
    """V044: nothing is both listed and excluded."""
    for name, model in sound_models(draft):
        for index, column in enumerate(model.exclude):
            if column in (model.features or ()):
                path = ("models", name, "exclude", index)
                summary = f"`{shorten(column)}` stands in `features` and in `exclude`"
                yield at_value(draft.context, "V044", path, summary, "remove it from one of them")


def _listed(name: str, model: Model) -> Iterator[tuple[ConfigPath, str]]:
    for field, columns in (("features", model.features or ()), ("exclude", model.exclude)):
        for index, column in enumerate(columns):
            yield ("models", name, field, index), column


def _unknown(model: Model, dataset: Dataset) -> bool:
    return any(column not in dataset.columns for column in model.features or ())


def _unusable_hint(kind: str) -> str:
    if kind == "identifier":
        return "an identifier says which row it is, not what it is like: remove it from `features`"
    return "remove it from `features`, or derive numbers or categories from it in the data"
