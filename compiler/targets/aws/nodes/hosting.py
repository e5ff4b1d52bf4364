"""Nodes of a served model: log group, model, endpoint configuration, endpoint, alarms and scaling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Join, Origin, Ref
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class LogGroup:
    """`name` is the one that SageMaker writes to."""

    address: Address
    origin: Origin
    name: str
    retention_days: int


@dataclass(frozen=True, slots=True)
class Model:
    """An artifact with the image that serves it."""

    address: Address
    origin: Origin
    role: Ref
    image: Ref | str
    artifact: Join
    environment: Mapping[str, object]
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class EndpointConfiguration:
    """Which model runs on how many instances of which type."""

    address: Address
    origin: Origin
    model: Ref
    variant: str
    instance: str
    count: int


@dataclass(frozen=True, slots=True)
class MetricAlarm:
    """A condition on the new fleet that rolls an update back; `statistic` or `percentile`, the other is None.

    It holds when it was met in `periods` periods of `period` seconds, one after the other.
    """

    address: Address
    origin: Origin
    description: str
    metric: str
    statistic: str | None
    percentile: str | None
    threshold: float
    period: int
    periods: int
    dimensions: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rollout:
    """How traffic moves: `strategy` ALL_AT_ONCE, CANARY, LINEAR or ROLLING, `percent` of the fleet a step.

    Seconds: `wait` after each step, `waits` all together, `limit` for the whole update.
    """

    strategy: str
    percent: int
    wait: int
    waits: int
    limit: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A stable name that takes requests. `protect` refuses deletion, and with it that of all it is made of."""

    address: Address
    origin: Origin
    protect: bool
    name: str
    configuration: Ref
    rollout: Rollout
    alarms: tuple[Ref, ...]
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class ScalingTarget:
    """The instance count of an endpoint, between two bounds."""

    address: Address
    origin: Origin
    minimum: int
    maximum: int
    resource: Join


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """Keeps the requests per minute of one instance near `requests`."""

    address: Address
    origin: Origin
    resource: Ref
    dimension: Ref
    namespace: Ref
    requests: float


HostingNode = LogGroup | Model | EndpointConfiguration | MetricAlarm | Endpoint | ScalingTarget | ScalingPolicy
