"""A stack's state as a value, and as the JSON of Pulumi's deployment version 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from compiler.provider.protocol import Props
from compiler.source import urns

Kind = Literal["creating", "updating", "deleting"]
Json = dict[str, object]
_KINDS: tuple[Kind, ...] = ("creating", "updating", "deleting")
_JSON_NAMES = {
    "urn": "urn",
    "custom": "custom",
    "delete": "delete",
    "id": "id",
    "type": "type",
    "inputs": "inputs",
    "outputs": "outputs",
    "parent": "parent",
    "protect": "protect",
    "external": "external",
    "dependencies": "dependencies",
    "provider": "provider",
    "property_dependencies": "propertyDependencies",
    "pending_replacement": "pendingReplacement",
    "retain": "retainOnDelete",
    "created": "created",
    "modified": "modified",
}
_ALWAYS = ("urn", "custom", "type")


@dataclass(frozen=True, slots=True)
class Record:
    """One resource as it was left by the last operation on it; times are RFC 3339 in UTC.

    `delete` marks a predecessor that is still to be removed; `pending_replacement` one that is gone while its successor
    does not stand yet; `extra` holds what Pulumi knows and this engine does not use.
    """

    urn: str
    type: str
    custom: bool
    id: str = ""
    inputs: Props = field(default_factory=dict)
    outputs: Props = field(default_factory=dict)
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str = ""
    protect: bool = False
    external: bool = False
    delete: bool = False
    pending_replacement: bool = False
    retain: bool = False
    created: str = ""
    modified: str = ""
    extra: Json = field(default_factory=dict)

    @property
    def managed(self) -> bool:
        """True when a provider made it: neither a component, nor a provider, nor something only read."""
        return self.custom and not self.external and not self.type.startswith(urns.PROVIDER_PREFIX)

    @property
    def stands(self) -> bool:
        """True when it is there and not a predecessor that waits for its removal."""
        return not self.delete and not self.pending_replacement

    @property
    def needs(self) -> tuple[str, ...]:
        """Every URN that must stand before this resource."""
        provider = (self.provider.rpartition("::")[0],) if self.provider else ()
        parent = (self.parent,) if self.parent else ()
        listed = [urn for urns_ in self.property_dependencies.values() for urn in urns_]
        return tuple(dict.fromkeys((*parent, *provider, *self.dependencies, *listed)))


@dataclass(frozen=True, slots=True)
class Pending:
    """An operation that was begun; whether it was done is not known."""

    kind: Kind
    record: Record


@dataclass(frozen=True, slots=True)
class State:
    """A stack's resources, each after those that it needs; `extra` are parts of the deployment that are passed on."""

    records: tuple[Record, ...] = ()
    pending: tuple[Pending, ...] = ()
    extra: Json = field(default_factory=dict)


def to_json(state: State, time: str) -> Json:
    """The document that `pulumi stack import` takes."""
    deployment: Json = {"manifest": {"time": time, "magic": "", "version": ""}, **state.extra}
    deployment["resources"] = [record_to_json(record) for record in state.records]
    deployment["pending_operations"] = [
        {"resource": record_to_json(item.record), "type": item.kind} for item in state.pending
    ]
    return {"version": 3, "deployment": deployment}


def record_to_json(record: Record) -> Json:
    """Absent rather than empty, as Pulumi writes it."""
    values: Json = {}
    for name, key in _JSON_NAMES.items():
        value = getattr(record, name)
        if value or name in _ALWAYS:
            values[key] = _listed(value)
    return {**values, **record.extra}


def _listed(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: _listed(item) for key, item in value.items()}
    return value


def from_json(document: object) -> State:
    """The inverse of `to_json`. Raises ValueError with what is wrong, in words."""
    deployment = _mapping(_mapping(document, "the file").get("deployment"), "`deployment`")
    records = tuple(record_from_json(item) for item in _sequence(deployment.get("resources"), "`resources`"))
    pending: list[Pending] = []
    for item in _sequence(deployment.get("pending_operations"), "`pending_operations`"):
        operation = _mapping(item, "a pending operation")
        kind = next((known for known in _KINDS if known == operation.get("type")), None)
        if kind is not None:
            pending.append(Pending(kind, record_from_json(operation.get("resource"))))
    known = ("manifest", "resources", "pending_operations")
    return State(records, tuple(pending), {key: value for key, value in deployment.items() if key not in known})


def record_from_json(document: object) -> Record:
    """The inverse of `record_to_json`. Raises ValueError."""
    values = _mapping(document, "a resource")
    names = {key: name for name, key in _JSON_NAMES.items()}
    found = {names[key]: value for key, value in values.items() if key in names}
    for name in ("urn", "type"):
        if not isinstance(found.get(name), str) or not found[name]:
            raise ValueError(f"a resource has no `{name}`")
    found.setdefault("custom", False)
    found["dependencies"] = tuple(str(urn) for urn in _sequence(found.get("dependencies"), "`dependencies`"))
    by_property = _mapping(found.get("property_dependencies") or {}, "`propertyDependencies`")
    found["property_dependencies"] = {
        key: tuple(str(urn) for urn in _sequence(value, "`propertyDependencies`")) for key, value in by_property.items()
    }
    for name in ("inputs", "outputs"):
        found[name] = _mapping(found.get(name) or {}, f"`{name}`")
    _check_types(found)
    extra = {key: value for key, value in values.items() if key not in names}
    return Record(**found, extra=extra)  # ty: ignore[invalid-argument-type]


def _check_types(found: Json) -> None:
    expected = {"str": str, "bool": bool}
    for item in fields(Record):
        kind = expected.get(str(item.type))
        if kind is not None and item.name in found and not isinstance(found[item.name], kind):
            raise ValueError(f"`{_JSON_NAMES[item.name]}` of a resource is not what it should be")


def _mapping(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object")
    return value


def _sequence(value: object, what: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{what} is not a list")
    return value


def fault(records: tuple[Record, ...]) -> str:
    """What makes a list of resources impossible: a URN twice, or something needed that is missing or comes later."""
    seen: set[str] = set()
    live: set[str] = set()
    for record in records:
        missing = [urn for urn in record.needs if urn not in seen]
        if missing:
            return f"`{record.urn}` needs `{missing[0]}`, which is not listed before it"
        if record.urn in live and not record.delete:
            return f"`{record.urn}` is listed twice"
        seen.add(record.urn)
        if not record.delete:
            live.add(record.urn)
    return ""


def renamed(record: Record, names: Mapping[str, str]) -> Record:
    """The record with every URN in `names` replaced by its new one, itself included."""

    def name(urn: str) -> str:
        return names.get(urn, urn)

    provider, _, id_ = record.provider.rpartition("::")
    return replace(
        record,
        urn=name(record.urn),
        parent=name(record.parent),
        provider=f"{name(provider)}::{id_}" if record.provider else "",
        dependencies=tuple(name(urn) for urn in record.dependencies),
        property_dependencies={
            key: tuple(name(urn) for urn in listed) for key, listed in record.property_dependencies.items()
        },
    )


def without(record: Record, urn: str) -> Record:
    """The record with no mention of `urn`; its children become the stack's own."""
    if urn not in record.needs:
        return record
    listed = {key: tuple(item for item in value if item != urn) for key, value in record.property_dependencies.items()}
    return replace(
        record,
        parent="" if record.parent == urn else record.parent,
        dependencies=tuple(item for item in record.dependencies if item != urn),
        property_dependencies={key: value for key, value in listed.items() if value},
    )
