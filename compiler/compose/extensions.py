"""`x-…` keys: values for references, at every level whose keys are ours. They go once references are filled in."""

from __future__ import annotations

from compiler.compose.draft import Draft
from compiler.source.location import ConfigPath

PREFIX = "x-"
_OWN_NAMES: tuple[ConfigPath, ...] = (
    ("datasets",),
    ("datasets", "*", "columns"),
    ("models",),
    ("serving",),
    ("platform", "compute"),
    ("platform", "tags"),
)
"""Mappings whose keys are names that users give: `x-ray` is a column like any other."""
_OPEN: ConfigPath = ("models", "*", "params")
"""What is below belongs to the estimator."""


def without_extensions(draft: Draft) -> dict[str, object]:
    """The draft's tree without `x-…` keys; the very same where it has none."""
    if any(isinstance(path[-1], str) and path[-1].startswith(PREFIX) for path in draft.layers if path):
        return _mapping(draft.tree, ())
    return draft.tree


def _mapping(tree: dict[str, object], path: ConfigPath) -> dict[str, object]:
    named = any(_matches(pattern, path) for pattern in _OWN_NAMES)
    kept = {key: value for key, value in tree.items() if named or not key.startswith(PREFIX)}
    return {key: _value(value, (*path, key)) for key, value in kept.items()}


def _value(value: object, path: ConfigPath) -> object:
    if _matches(_OPEN, path):
        return value
    if isinstance(value, dict):
        return _mapping(value, path)
    return [_value(item, (*path, index)) for index, item in enumerate(value)] if isinstance(value, list) else value


def _matches(pattern: ConfigPath, path: ConfigPath) -> bool:
    return len(pattern) == len(path) and all(want in ("*", got) for want, got in zip(pattern, path, strict=True))
