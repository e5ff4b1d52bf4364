"""Which files go into one resource: where its inputs were written, data, code and templates."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Set

from compiler.model.graph import Node, field_names
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

    def of(self, node: Node, behind: Iterable[Set[str]]) -> tuple[str, ...]:
        """The files that go into a resource, sorted; `behind` holds those behind its inputs."""
        found = {node.origin.location.file, *self._templates(node)}.union(*behind)
        return tuple(sorted(found - {COMMAND_LINE}))

    def behind(self, path: ConfigPath, written: Set[str]) -> Set[str]:
        """The files behind all values at and below a path: where they were `written`, content that they name, and
        what they refer to.
        """
        found = {file for at, file in self.reads.content.items() if related(at, path)}.union(written)
        for at, targets in self.reads.references.items():
            if related(at, path):
                found.update(*(self._written(inner) for target in targets for inner in self._below(target)))
        return found

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
        named = {value for field in field_names(type(node)) if isinstance(value := getattr(node, field), str)}
        for artifact in self.artifacts:
            used = artifact.templates if artifact.path in named else artifact.parts.get(address, ())
            yield from (f"{self.reads.templates}{name}" for name in used)
