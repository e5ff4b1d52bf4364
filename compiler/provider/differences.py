"""Recorded and wanted inputs in, the leaves that differ out, with paths such as `definition.params.max_depth`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compiler.model.plan import PropertyChange
from compiler.provider.inputs import exact
from compiler.provider.protocol import UNKNOWN, Props
from compiler.source.location import ConfigPath, format_path

_ABSENT = object()


def changes(old: Props, new: Props, replaces: Callable[[str], bool]) -> tuple[PropertyChange, ...]:
    """Every differing leaf, in the order of the keys; `replaces` tells by top-level input what is not done in place."""
    before, after = exact(old), exact(new)
    found: list[PropertyChange] = []
    for key in sorted(before.keys() | after.keys()):
        for path, was, wants in _leaves((key,), before.get(key, _ABSENT), after.get(key, _ABSENT)):
            found.append(PropertyChange(format_path(path), _shown(was), _shown(wants), replaces(key)))
    return tuple(found)


def _leaves(path: ConfigPath, old: object, new: object) -> Iterator[tuple[ConfigPath, object, object]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys(), key=str):
            yield from _leaves((*path, str(key)), old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            was = old[index] if index < len(old) else _ABSENT
            wants = new[index] if index < len(new) else _ABSENT
            yield from _leaves((*path, index), was, wants)
    elif not _same(old, new):
        yield path, old, new


def _same(old: object, new: object) -> bool:
    if old is UNKNOWN or new is UNKNOWN:
        return False
    absent = {id(_ABSENT), id(None)}
    if id(old) in absent and id(new) in absent:
        return True
    return type(old) is type(new) and old == new


def _shown(value: object) -> object:
    return None if value is _ABSENT else value
