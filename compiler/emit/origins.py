"""From a graph and a source map to the place of every resource and of every input that the spec wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

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
    below = _by_ancestor(graph, sources)
    feeds = Feeds(sources, reads, artifacts)
    places: dict[ConfigPath, InputSource] = {}
    found = {str(node.address): _resource_source(node, sources, below, places, feeds) for node in graph.nodes}
    return dict(sorted(found.items()))


def _by_ancestor(graph: Graph, sources: SourceMap) -> dict[ConfigPath, list[ConfigPath]]:
    """For each path that an input carries: that path and all below it, in one walk over the map."""
    below: dict[ConfigPath, list[ConfigPath]] = {
        path: [] for node in graph.nodes for path in node.origin.inputs.values()
    }
    lengths = sorted({len(path) for path in below})
    for path in sources.layers:
        for length in lengths:
            if length > len(path):
                break
            if (known := below.get(path[:length])) is not None:
                known.append(path)
    return below


def _resource_source(
    node: Node,
    sources: SourceMap,
    below: Mapping[ConfigPath, list[ConfigPath]],
    places: dict[ConfigPath, InputSource],
    feeds: Feeds,
) -> ResourceSource:
    inputs: dict[str, InputSource] = {}
    # A longer input path says more: what it names wins over what a shorter one spreads.
    for name, base in sorted(node.origin.inputs.items(), key=lambda item: len(item[0])):
        digest = name.rpartition(".")[2].endswith("digest")
        for path in (base, *below[base]):
            place = places.get(path) or _place(path, sources, places)
            if place is None:
                place = InputSource(path, node.origin.location)
            if digest:
                place = replace(place, content=_content(path, sources))
            inputs[_joined(name, path[len(base) :])] = place
    follows: dict[str, str] = {}
    for field in field_names(type(node)):
        if field not in ("address", "origin"):
            _follow((field,), getattr(node, field), follows)
    return ResourceSource(
        node.origin.path,
        node.origin.location,
        dict(sorted(inputs.items())),
        dict(sorted(follows.items())),
        feeds.of(node, {item.path for item in inputs.values()}),
    )


def _place(path: ConfigPath, sources: SourceMap, places: dict[ConfigPath, InputSource]) -> InputSource | None:
    """Where the value at a path was written, remembered for the resources that share it; None for what nobody wrote."""
    if (location := sources.locate(path)) is None:
        return None
    place = places[path] = InputSource(path, location)
    return place


def _joined(name: str, rest: ConfigPath) -> str:
    if not rest:
        return name
    text = format_path(rest)
    return f"{name}.{text}" if not text.startswith("[") else name + text


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
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _follow((*path, str(key)), item, found)
    else:
        for field in field_names(kind):
            _follow((*path, field), getattr(value, field), found)
