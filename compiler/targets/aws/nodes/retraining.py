"""Nodes of what runs on a schedule: pipelines, schedules, the registry, and who hears of a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Origin, Ref
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class ModelPackageGroup:
    """The versions of one model. `protect` refuses deletion, and with it that of all versions."""

    address: Address
    origin: Origin
    protect: bool
    name: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`definition` is the file of it in the stack's folder: `steps`, and `parameters` that an execution is given.

    One of `instance` works for `max_runtime` seconds at most; None where nobody knows. `fingerprint` tells what the
    versions that it registers are made from; None where it registers nothing.
    """

    address: Address
    origin: Origin
    name: str
    description: str
    role: Ref
    definition: str
    parameters: tuple[Mapping[str, object], ...]
    steps: tuple[Mapping[str, object], ...]
    instance: str
    max_runtime: int | None
    fingerprint: str | None
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that an execution is given."""

    name: str
    value: Ref


@dataclass(frozen=True, slots=True)
class Schedule:
    """Starts a pipeline at `expression`, in UTC; with `lineage` it tells the commit of the stack."""

    address: Address
    origin: Origin
    description: str
    expression: str
    pipeline: Ref
    role: Ref
    parameters: tuple[Parameter, ...]
    lineage: bool
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class EventRule:
    """Events of SageMaker that fit `pattern`."""

    address: Address
    origin: Origin
    description: str
    pattern: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EventTarget:
    """A topic that is told of events; `message` has the names of `values` (paths in an event) in angle brackets."""

    address: Address
    origin: Origin
    rule: Ref
    topic: Ref
    values: Mapping[str, object]
    message: str


RetrainingNode = ModelPackageGroup | Pipeline | Schedule | EventRule | EventTarget
