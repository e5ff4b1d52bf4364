"""Features that give the answer away, as far as names and checks tell without looking at data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.model.spec.dataset import FEATURE_TYPES
from compiler.model.spec.model import Model
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_key, at_value, milder, models_with_data
from compiler.validate.resolve import chosen_features
from compiler.validate.words import shorten

_MARKING = (
    "actual binary bool boolean class clean code copy enc encoded flag has id int is label labels num numeric outcome "
    "result status str target true truth value was y"
)
_MARKERS = frozenset(_MARKING.split(" "))
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDING = re.compile(r"(?<=[a-z]{4})(?:ed|ing|s)$")


def key_among_features(draft: Draft) -> Iterator[Diagnostic]:
    """V110: a column that is different in every row is no feature."""
    for name, model, dataset in models_with_data(draft):
        unique = {check.column: check.text for check in dataset.checks if check.name == "unique"}
        for feature in chosen_features(model, dataset):
            column = dataset.columns.get(feature)
            if feature not in unique or column is None or column.type not in FEATURE_TYPES:
                continue
            summary = (
                f"`{shorten(feature)}` is a feature of model `{name}`, and `{shorten(unique[feature])}` makes it a key"
            )
            path = _place(name, model, feature)
            hint = f"declare it as `{shorten(feature)}: identifier`, or leave it out with `exclude`"
            yield (at_value if model.features else at_key)(draft.context, "V110", path, summary, hint)


def copy_of_target(draft: Draft) -> Iterator[Diagnostic]:
    """V111: a column named after the target, but for words such as `is` or `flag`, may be the target itself."""
    for name, model, dataset in models_with_data(draft):
        meant = _meaning(model.target)
        for feature in chosen_features(model, dataset) if meant else ():
            if feature not in dataset.columns:
                continue
            # Most columns have nothing to do with the target, and looking for its words is quick.
            if all(word in feature.lower() for word in meant) and _meaning(feature) == meant:
                path = _place(name, model, feature)
                summary = f"feature `{shorten(feature)}` looks like a copy of target `{shorten(model.target)}`"
                hint = f"leave it out: `exclude: [{shorten(feature)}]`; if it is known before the target is, waive this"
                place = at_value if model.features else at_key
                yield milder(place(draft.context, "V111", path, summary, hint), Severity.WARNING)


def _place(name: str, model: Model, feature: str) -> ConfigPath:
    """The feature in its list; its column where nobody listed features."""
    if model.features is not None:
        return ("models", name, "features", model.features.index(feature))
    return ("datasets", model.dataset, "columns", feature)


def _meaning(column: str) -> frozenset[str]:
    words = {_ENDING.sub("", word.lower()) for word in _WORD.findall(column)}
    return frozenset(word for word in words if word not in _MARKERS)
