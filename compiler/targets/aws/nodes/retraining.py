"""Nodes of scheduled retraining: registry, pipeline, schedule, and who hears of a new version."""

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
    """Trains and registers. `definition` is the file of it in the stack's folder, of the content `train` and `register`
    (requests of SageMaker) with `parameters` that an execution is given.

    `instance` trains for `max_runtime` seconds at most. `fingerprint` tells what `registered` versions were made from.
    """

    address: Address
    origin: Origin
    name: str
    description: str
    role: Ref
    definition: str
    parameters: tuple[Mapping[str, object], ...]
    train: Mapping[str, object]
    register: Mapping[str, object]
    instance: str
    max_runtime: int
    fingerprint: str
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that an execution is given."""

    name: str
    value: Ref


@dataclass(frozen=True, slots=True)
class Schedule:
    """Starts a pipeline at `expression`, in UTC."""

    address: Address
    origin: Origin
    description: str
    expression: str
    pipeline: Ref
    role: Ref
    parameters: tuple[Parameter, ...]
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
