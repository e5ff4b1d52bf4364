"""Which files go into one resource: where its inputs were written, data, code and templates."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from compiler.model.graph import Node
from compiler.model.reads import Reads, related
from compiler.model.rendering import Artifact
from compiler.source.location import COMMAND_LINE, ConfigPath
from compiler.source.sourcemap import SourceMap


@dataclasses.dataclass(frozen=True, slots=True)
class Feeds:
    """What is known of one stack, to be asked for each of its resources."""

    sources: SourceMap
    reads: Reads
    artifacts: tuple[Artifact, ...]

    def of(self, node: Node, paths: Iterable[ConfigPath]) -> tuple[str, ...]:
        """The files behind a resource whose inputs carry the values at `paths`, sorted."""
        found = {node.origin.location.file, *self._templates(node)}
        for path in paths:
            found.update(self._written(path))
            found.update(file for at, file in self.reads.content.items() if related(at, path))
        return tuple(sorted(found - {COMMAND_LINE}))

    def _written(self, path: ConfigPath) -> Iterator[str]:
        """Where the value was written that counts, and those that it refers to."""
        waiting, seen = [path], set[ConfigPath]()
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if place := self.sources.locate(here):
                yield place.file
            for at, targets in self.reads.references.items():
                if related(at, here):
                    waiting += (inner for target in targets for inner in self._below(target))

    def _below(self, path: ConfigPath) -> Iterator[ConfigPath]:
        yield path
        yield from (inner for inner in self.sources.layers if inner[: len(path)] == path and inner != path)

    def _templates(self, node: Node) -> Iterator[str]:
        """Those that print the resource, and those of files of the stack that it names, such as job definitions."""
        address = str(node.address)
        named = {value for field in _fields(node) if isinstance(value := getattr(node, field), str)}
        for artifact in self.artifacts:
            used = artifact.templates if artifact.path in named else artifact.parts.get(address, ())
            yield from (f"{self.reads.templates}{name}" for name in used)


def _fields(node: Node) -> list[str]:
    return [field.name for field in dataclasses.fields(node)]  # ty: ignore[invalid-argument-type]
