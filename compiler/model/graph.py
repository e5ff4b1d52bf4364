"""Resources as frozen nodes with stable addresses and explicit references: what lower makes and templates print."""

from __future__ import annotations

import dataclasses
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol, cast

from compiler.source.address import Address
from compiler.source.location import ConfigPath, Location


@dataclass(frozen=True, slots=True)
class Ref:
    """A value known only when the resource at `address` exists: its output `output` (`id` for the provider's id)."""

    address: Address
    output: str


@dataclass(frozen=True, slots=True)
class Join:
    """Text with references inside, joined at apply time."""

    parts: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """The name of a secret of the stack's configuration. Its value is not here and cannot be."""

    name: str

    def __str__(self) -> str:
        return "[secret]"

    __format__ = object.__format__


def as_written(value: object) -> object:
    """Plain data of a composed tree for people and JSON: a secret reads `${secret:NAME}` again."""
    match value:
        case Secret(name):
            return f"${{secret:{name}}}"
        case Mapping():
            return {key: as_written(item) for key, item in value.items()}
        case tuple() | list():
            return [as_written(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a resource comes from: the place and path in the spec, and for its inputs which spec paths they carry.

    `inputs` maps an input path of the resource (`definition.params`) to a path of the spec (`models.churn.params`).
    """

    location: Location
    path: ConfigPath
    inputs: Mapping[str, ConfigPath] = dataclasses.field(default_factory=dict)


class Node(Protocol):
    """What every node dataclass has; the rest of its fields are the values that its template prints."""

    @property
    def address(self) -> Address:
        """Unique in the graph."""
        ...

    @property
    def origin(self) -> Origin:
        """Which part of the spec it comes from."""
        ...


@lru_cache(maxsize=4096)
def identifier(address: Address) -> str:
    """The Python variable of a resource: `Endpoint.churn-api` is `churn_api_endpoint`; a type's `v2` is left out."""
    kind = re.sub(r"v\d+$", "", address.type.rpartition(".")[2])
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
    name = re.sub(r"[^0-9a-z]+", "_", address.name.lower()).strip("_")
    joined = name if name == kind or name.endswith(f"_{kind}") else f"{name}_{kind}"
    return f"_{joined}" if joined[:1].isdigit() or keyword.iskeyword(joined) else joined


Links = Mapping[Address, tuple[Address, ...]]
"""For each resource those that it refers to."""


def references(node: Node) -> tuple[Address, ...]:
    """Every address in the node's fields, in the order of the fields, each once: of a `Ref`, or standing by itself."""
    found: dict[Address, None] = {}
    for name in _value_names(type(node)):
        _collect(getattr(node, name), found)
    return tuple(found)


def _collect(value: object, found: dict[Address, None]) -> None:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return
    if kind is Ref:
        found[cast("Ref", value).address] = None
    elif kind is Address:
        found[cast("Address", value)] = None
    elif isinstance(value, (tuple, list)):
        for item in value:
            _collect(item, found)
    elif names := field_names(kind):
        for name in names:
            _collect(getattr(value, name), found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """The fields of a noun; none for anything else."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


@dataclass(frozen=True, slots=True)
class Graph:
    """All resources of one project in one environment; after `lower`, dependencies come first.

    `source` is the project file, relative to the workspace; `config` the stack configuration by key (`aws:region`);
    `moved` the names that resources had before, latest first. `str` shows the nodes, one value a line.
    """

    project: str
    environment: str
    nodes: tuple[Node, ...]
    source: str = ""
    config: Mapping[str, str] = dataclasses.field(default_factory=dict)
    moved: Mapping[Address, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join(_describe(node, self.moved.get(node.address, ())) for node in self.nodes) + "\n"


def _describe(node: Node, earlier: tuple[str, ...]) -> str:
    head = f"{node.address}  ({node.origin.location})" + (f"  was {', '.join(earlier)}" if earlier else "")
    return "\n".join([head, *(line for name in _value_names(type(node)) for line in _lines(name, getattr(node, name)))])


def _value_names(kind: type) -> list[str]:
    return [name for name in field_names(kind) if name not in ("address", "origin")]


def _lines(name: str, value: object) -> list[str]:
    """One line a value; the fields of a noun inside a node get a line each."""
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, Ref, Join, Secret)):
        fields = dataclasses.fields(value)
        return [line for field in fields for line in _lines(f"{name}.{field.name}", getattr(value, field.name))]
    return [f"  {name} = {_show(value)}"]


def _show(value: object) -> str:
    match value:
        case Ref(address, output):
            return f"{address}.{output}"
        case Join(parts):
            return " + ".join(_show(part) for part in parts)
        case tuple() | list():
            return "[" + ", ".join(_show(item) for item in value) + "]"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_show(item)}" for key, item in value.items()) + "}"
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, (type, Secret)):
            pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
            return "(" + ", ".join(f"{name}: {_show(item)}" for name, item in pairs) + ")"
        case _:
            return str(value) if isinstance(value, Secret) else repr(value)
