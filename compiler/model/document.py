"""A YAML file as values and positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from compiler.source.location import ConfigPath, Location


class Mark(NamedTuple):
    """Where a value stands and where its key stands (the value's own place for list items and the root).

    There is one for each value of a file; a tuple is made in a third of the time.
    """

    value: Location
    key: Location


@dataclass(frozen=True, slots=True)
class Document:
    """`tree` holds plain dicts, lists, str, int, float, bool and None only; every path of it has a mark.

    `included` are the files that were merged into it, relative to the workspace, with their digests.
    """

    file: str
    tree: dict[str, object]
    marks: Mapping[ConfigPath, Mark]
    digest: str
    included: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
