"""A saved plan as a file: JSON of a format and version of its own, sealed with a digest; and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from compiler.model.savedplan import SavedPlan
from compiler.source.canonical import digest

FORMAT, VERSION = "modelwright plan", 1


def dump_plan(plan: SavedPlan) -> bytes:
    """The file's content. Values are JSON already, without secrets: they come from `change_json`."""
    tree = json.loads(json.dumps({"format": FORMAT, "version": VERSION, **asdict(plan)}, allow_nan=False))
    return f"{json.dumps({**tree, 'digest': digest(tree)}, indent=2)}\n".encode()


def parse_plan(content: bytes) -> SavedPlan:
    """The inverse of `dump_plan`. Raises ValueError, with the reason, for anything else."""
    tree = _tree(content)
    if tree.get("format") != FORMAT:
        raise ValueError("it is no saved plan")
    if tree.get("version") != VERSION:
        raise ValueError(f"it is of version {tree.get('version')}, and this release reads version {VERSION}")
    sealed = tree.pop("digest", None)
    if sealed != digest(tree):
        raise ValueError("it was changed after it was written")
    try:
        return _plan(tree)
    except (LookupError, TypeError, AttributeError):
        raise ValueError("it is not complete") from None


def _tree(content: bytes) -> dict[str, object]:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(tree, dict):
        raise ValueError("it is no saved plan")
    return tree


def _plan(tree: Mapping[str, object]) -> SavedPlan:
    def items(name: str) -> list[object]:
        value = tree[name]
        if not isinstance(value, list):
            raise TypeError(name)
        return value

    def texts(name: str) -> dict[str, str]:
        value = tree[name]
        if not isinstance(value, Mapping):
            raise TypeError(name)
        return {str(key): str(item) for key, item in value.items()}

    changes = tuple(dict(item) for item in items("changes") if isinstance(item, Mapping))
    if len(changes) != len(items("changes")):
        raise TypeError("changes")
    refresh = tree["refresh"]
    return SavedPlan(
        project=str(tree["project"]),
        environment=str(tree["environment"]),
        engine=str(tree["engine"]),
        refresh=refresh if isinstance(refresh, bool) else None,
        overrides=tuple(map(str, items("overrides"))),
        tool=texts("tool"),
        program=str(tree["program"]),
        inputs=texts("inputs"),
        state=str(tree["state"]),
        allowed=tuple(map(str, items("allowed"))),
        changes=changes,
    )
