"""From a graph and a source map to the place of every resource and of every input that the spec wrote."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache
from typing import NamedTuple, cast

from compiler.emit.feeds import Feeds
from compiler.model.graph import Graph, Join, Node, Ref, field_names
from compiler.model.manifest import InputSource, ResourceSource
from compiler.model.reads import Reads
from compiler.model.rendering import Artifact
from compiler.source.location import ConfigPath, format_path
from compiler.source.sourcemap import SourceMap


def resource_sources(
    graph: Graph, sources: SourceMap, artifacts: tuple[Artifact, ...], reads: Reads
) -> dict[str, ResourceSource]:
    """By address text, sorted."""
    feeds = Feeds(sources, reads, artifacts)
    below = {
        base: _Below(values, feeds.behind(base, {place.location.file for _, _, place in values if place}))
        for base, values in _by_ancestor(graph, sources).items()
    }
    found = {str(node.address): _resource_source(node, sources, below, feeds) for node in graph.nodes}
    return dict(sorted(found.items()))


_Values = list[tuple[str, ConfigPath, InputSource | None]]
"""Each with what follows the name of the input, its path, and where it was written; None for what nobody wrote."""


class _Below(NamedTuple):
    """What an input carries with a path of the spec, and the files behind all of it."""

    values: _Values
    files: Set[str]


def _by_ancestor(graph: Graph, sources: SourceMap) -> dict[ConfigPath, _Values]:
    """For each path that an input carries the values at and below it, in one walk over the map."""
    below: dict[ConfigPath, _Values] = {path: [] for node in graph.nodes for path in node.origin.inputs.values()}
    lengths = sorted({len(path) for path in below})
    for path in sources.layers:
        place: InputSource | None = None
        for length in lengths:
            if length > len(path):
                break
            if (values := below.get(path[:length])) is not None:
                place = place or _place(path, sources)
                values.append((_suffix(path[length:]), path, place))
    for path, values in below.items():
        if path not in sources.layers:
            values.append(("", path, _place(path, sources)))
    return below


def _place(path: ConfigPath, sources: SourceMap) -> InputSource | None:
    location = sources.locate(path)
    return None if location is None else InputSource(path, location)


@lru_cache(maxsize=8192)  # the same stand below many paths, in every project
def _suffix(rest: ConfigPath) -> str:
    text = format_path(rest)
    return text if not text or text[0] == "[" else f".{text}"


def _resource_source(
    node: Node, sources: SourceMap, below: Mapping[ConfigPath, _Below], feeds: Feeds
) -> ResourceSource:
    inputs: dict[str, InputSource] = {}
    count = 0
    # A longer input path says more: what it names wins over what a shorter one spreads.
    for name, base in sorted(node.origin.inputs.items(), key=lambda item: len(item[0])):
        digest = name.rpartition(".")[2].endswith("digest")
        count += len(below[base].values)
        for suffix, path, known in below[base].values:
            place = known or InputSource(path, node.origin.location)
            inputs[name + suffix] = InputSource(path, place.location, _content(path, sources)) if digest else place
    follows: dict[str, str] = {}
    for field in field_names(type(node)):
        if field not in ("address", "origin"):
            _follow((field,), getattr(node, field), follows)
    if len(inputs) == count:
        files = [below[base].files for base in node.origin.inputs.values()]
    else:  # what was written over feeds nothing
        files = [feeds.behind(item.path, {item.location.file}) for item in inputs.values()]
    return ResourceSource(
        node.origin.path,
        node.origin.location,
        dict(sorted(inputs.items())),
        dict(sorted(follows.items())),
        feeds.of(node, files),
    )


def _content(path: ConfigPath, sources: SourceMap) -> str:
    """The file that the spec names at a path whose input is a digest."""
    chain = sources.chain(path)
    value = chain[-1].value if chain else None
    return value if isinstance(value, str) else ""


def _follow(path: ConfigPath, value: object, found: dict[str, str]) -> None:
    """Add each reference in `value`, by its path."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return
    if kind is Ref:
        found[format_path(path)] = str(cast("Ref", value).address)
    elif kind is Join:
        for part in cast("Join", value).parts:
            _follow(path, part, found)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _follow((*path, index), item, found)
    elif names := field_names(kind):
        for name in names:
            _follow((*path, name), getattr(value, name), found)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _follow((*path, str(key)), item, found)
