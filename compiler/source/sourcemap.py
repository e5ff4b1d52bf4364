"""Which file, line and layer set each value of a composed tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from compiler.source.location import ConfigPath, Location


class LayerKind(StrEnum):
    """The layers of a composition, in the order in which they are merged: a later one wins.

    A `VARIABLE` stands before the text that refers to it (`${env:NAME}`).
    """

    PLATFORM = "platform"
    SPEC = "spec"
    ENVIRONMENT = "environment"
    OVERRIDE = "override"
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's word on one value: `value` is what it wrote, `location` where, `key` where the key stands.

    `bundled` is true for what came with the product: nobody of the workspace wrote it, or they only copied it.
    """

    kind: LayerKind
    location: Location
    key: Location
    value: object
    bundled: bool = False

    def as_json(self) -> dict[str, object]:
        """The form in which documents hold a layer: its kind, its place and what it wrote there."""
        return {"kind": str(self.kind), **self.location.as_json(), "value": self.value}


@dataclass(frozen=True, slots=True)
class SourceMap:
    """For each path of the tree the layers that set it, oldest first. A container keeps its first definition."""

    layers: Mapping[ConfigPath, tuple[Layer, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def chain(self, path: ConfigPath) -> tuple[Layer, ...]:
        """The layers that set exactly this path, oldest first; empty when nothing did."""
        return self.layers.get(path, ())

    def locate(self, path: ConfigPath) -> Location | None:
        """Where the value at `path`, or else at its nearest ancestor, was written last."""
        if chain := self.layers.get(path):
            return chain[-1].location
        for ancestor in _ancestors(path):
            if found := self.layers.get(ancestor):
                return found[-1].location
        return None

    def locate_key(self, path: ConfigPath) -> Location | None:
        """Where the key that ends `path`, or else its nearest ancestor's, was written last."""
        for ancestor in _ancestors(path):
            if found := self.layers.get(ancestor):
                return found[-1].key
        return None


def _ancestors(path: ConfigPath) -> Iterator[ConfigPath]:
    for length in range(len(path), -1, -1):
        yield path[:length]
