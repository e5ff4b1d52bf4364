"""Which part of the spec a fault in a template comes from. In: what was printed for what; out: its line and path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from compiler.model.graph import Origin
from compiler.model.rendering import Rendering
from compiler.source.diagnostic import Diagnostic, Related
from compiler.source.location import ConfigPath, format_path
from compiler.source.sourcemap import SourceMap

_LIMIT = 100_000
NOTHING = object()
"""Stands for the value where none is to blame."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The value to blame (or `NOTHING`), and the resource that was being printed, where that is known."""

    value: object = NOTHING
    resource: object = None


def blamed(item: Diagnostic, rendering: Rendering, cause: Cause, sources: SourceMap) -> Diagnostic:
    """The same finding with the place of the spec behind it: of the value, or else of the resource or the file."""
    holder, origin, inside = _trace(rendering, cause)
    if origin is None:
        return item
    path = spec_path(origin, inside, holder)
    location = origin.location if path == origin.path else sources.locate(path) or origin.location
    role = "printed for" if cause.value is NOTHING else "value from"
    return replace(item, path=path, chain=sources.chain(path), related=(Related(role, location),))


def find_path(holder: object, value: object) -> ConfigPath | None:
    """The path at which this very object stands in a context or a resource, such as `("datasets", 0, "source")`."""
    waiting: list[tuple[ConfigPath, object]] = [((), holder)]
    for _ in range(_LIMIT):
        if not waiting:
            break
        path, found = waiting.pop()
        if found is value:
            return path
        waiting.extend(((*path, key), item) for key, item in _children(found))
    return None


def spec_path(origin: Origin, inside: ConfigPath, holder: object) -> ConfigPath:
    """The path of the spec that the value at `inside` carries: that of the longest known input above it, and the rest.

    Entries of a list that have a name are entries of a mapping in the spec.
    """
    for length in range(len(inside), 0, -1):
        if (base := origin.inputs.get(format_path(inside[:length]))) is not None:
            return (*base, *_as_written(holder, inside, length))
    return origin.path


def _as_written(holder: object, inside: ConfigPath, start: int) -> ConfigPath:
    value, written = holder, []
    for depth, part in enumerate(inside):
        value = dict(_children(value)).get(part)
        named = isinstance(part, int) and isinstance(value, Mapping) and isinstance(value.get("name"), str)
        if depth >= start:
            written.append(str(value["name"]) if named and isinstance(value, Mapping) else part)
    return tuple(written)


def _trace(rendering: Rendering, cause: Cause) -> tuple[object, Origin | None, ConfigPath]:
    """What holds the value, where that comes from, and the value's path in it."""
    if (origin := origin_of(cause.resource)) is not None:
        path = None if cause.value is NOTHING else find_path(cause.resource, cause.value)
        return cause.resource, origin, path or ()
    path = None if cause.value is NOTHING else find_path(rendering.context, cause.value)
    value: object = rendering.context
    for depth, part in enumerate(path or (), 1):
        value = dict(_children(value)).get(part)
        if (origin := origin_of(value)) is not None:
            return value, origin, (path or ())[depth:]
    return rendering.context, rendering.origin, path or ()


def origin_of(value: object) -> Origin | None:
    """Where a resource was written; None for anything else."""
    known = "origin" in getattr(type(value), "__dataclass_fields__", ())
    found = getattr(value, "origin", None) if known else None
    return found if isinstance(found, Origin) else None


def _children(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    names = getattr(type(value), "__dataclass_fields__", {})
    return [(name, getattr(value, name)) for name in names if hasattr(value, name)]
