"""From a graph and a source map to the place of every resource and of every input that the spec wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from compiler.emit.feeds import Feeds
from compiler.model.graph import Graph, Join, Node, Ref
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
    found = {str(node.address): _resource_source(node, sources, below, feeds) for node in graph.nodes}
    return dict(sorted(found.items()))


def _by_ancestor(graph: Graph, sources: SourceMap) -> dict[ConfigPath, list[ConfigPath]]:
    """For each path that an input carries: that path and all below it, in one walk over the map."""
    below: dict[ConfigPath, list[ConfigPath]] = {
        path: [] for node in graph.nodes for path in node.origin.inputs.values()
    }
    for path in sources.layers:
        for length in range(len(path) + 1):
            if (known := below.get(path[:length])) is not None:
                known.append(path)
    return below


def _resource_source(
    node: Node, sources: SourceMap, below: Mapping[ConfigPath, list[ConfigPath]], feeds: Feeds
) -> ResourceSource:
    inputs: dict[str, InputSource] = {}
    # A longer input path says more: what it names wins over what a shorter one spreads.
    for name, base in sorted(node.origin.inputs.items(), key=lambda item: len(item[0])):
        for path in [base, *below[base]]:
            text = _joined(name, path[len(base) :])
            inputs[text] = InputSource(
                path, sources.locate(path) or node.origin.location, _content(name, path, sources)
            )
    follows = {path: str(ref.address) for path, ref in _references((), node)}
    return ResourceSource(
        node.origin.path,
        node.origin.location,
        dict(sorted(inputs.items())),
        dict(sorted(follows.items())),
        feeds.of(node, {item.path for item in inputs.values()}),
    )


def _joined(name: str, rest: ConfigPath) -> str:
    text = format_path(rest)
    return f"{name}.{text}" if text and not text.startswith("[") else name + text


def _content(name: str, path: ConfigPath, sources: SourceMap) -> str:
    """The file that the spec names at a path whose input is a digest."""
    chain = sources.chain(path)
    if not name.rpartition(".")[2].endswith("digest") or not chain:
        return ""
    value = chain[-1].value
    return value if isinstance(value, str) else ""


def _references(path: ConfigPath, value: object) -> Iterator[tuple[str, Ref]]:
    if isinstance(value, Ref):
        yield format_path(path), value
    elif isinstance(value, Join):
        yield from ((format_path(path), part) for part in value.parts if isinstance(part, Ref))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _references((*path, str(key)), item)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _references((*path, index), item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if path or field.name not in ("address", "origin"):
                yield from _references((*path, field.name), getattr(value, field.name))
