"""Which inputs of which resources carry a value of the configuration, from the record of a compilation."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.model.manifest import Manifest, ResourceSource
from compiler.model.reads import reach
from compiler.pipeline import Compiled
from compiler.source.location import ConfigPath, format_path


def manifest_of(compiled: Compiled) -> Manifest:
    """The record of a compilation that need not have been written."""
    from compiler.emit import describe

    resolved = compiled.resolved
    head = (resolved.project.project, resolved.environment, compiled.artifacts, compiled.graph)
    return describe(*head, resolved.sources, compiled.reads)


def carried(manifest: Manifest, path: ConfigPath) -> dict[str, tuple[str, ...]]:
    """The inputs of each resource that carry the value at a path, or one that refers to it; by address text.

    A resource that is what the path names has none.
    """
    if path == ("project",):  # everything is kept and named under it
        return dict.fromkeys(manifest.resources, ())
    paths = reach(manifest.references, path)
    found = {}
    for address, source in manifest.resources.items():
        inputs = {name for asked in paths for name in _inputs_at(source, asked)}
        if inputs or any(source.path[: len(asked)] == asked for asked in paths):
            found[address] = tuple(sorted(inputs))
    return found


def _inputs_at(source: ResourceSource, path: ConfigPath) -> list[str]:
    """Those that carry the path or something in it; for a value that is not known by itself, what it is part of."""
    size = len(path)
    within = [name for name, item in source.inputs.items() if item.path[:size] == path]
    if within:
        return within
    around = ((name, item.path) for name, item in source.inputs.items() if item.path == path[: len(item.path)])
    return [joined(name, path[len(at) :]) for name, at in around]


def joined(name: str, rest: ConfigPath) -> str:
    """An input with what is below it: `definition` and `split.test` make `definition.split.test`."""
    text = format_path(rest)
    return f"{name}.{text}" if text and not text.startswith("[") else name + text


def outermost(names: Iterable[str]) -> tuple[str, ...]:
    """Of inputs that lie within one another the outer ones: `columns` says what `columns.age` would say again."""
    listed = list(names)
    return tuple(name for name in listed if not any(name.startswith((f"{other}.", f"{other}[")) for other in listed))
