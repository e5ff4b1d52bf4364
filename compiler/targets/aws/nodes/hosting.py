"""Nodes of a served model: log group, model, endpoint configuration, endpoint, alarms and scaling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Join, Origin, Ref, Secret
from compiler.source.address import Address
from compiler.targets.aws.nodes.network import Network


@dataclass(frozen=True, slots=True)
class LogGroup:
    """`name` is the one that SageMaker writes to; `tags` are those of every resource of the stack."""

    address: Address
    origin: Origin
    name: str
    retention_days: int
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Model:
    """An artifact with the image that serves it; the stack configuration `approved` may name another artifact.

    What was trained elsewhere is a `folder` in S3, or neither where the container fetches it.
    """

    address: Address
    origin: Origin
    role: Ref
    image: Ref | str
    artifact: Join | None
    approved: str | None
    environment: Mapping[str, object]
    network: Network | None
    isolation: bool
    after: tuple[Address, ...]
    folder: str | None = None

    @property
    def secrets(self) -> dict[str, Secret]:
        """What the stack configuration must hold, by the variable that it is for."""
        return {key: value for key, value in self.environment.items() if isinstance(value, Secret)}


@dataclass(frozen=True, slots=True)
class Engine:
    """Of instances that load a language model: what they start with, and what may be waited for, in seconds."""

    ami: str | None
    startup: int
    download: int | None


@dataclass(frozen=True, slots=True)
class Serverless:
    """Workers that come and go with the requests: `memory` in MB."""

    memory: int
    concurrency: int
    provisioned: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Where the answers of an asynchronous endpoint go, and the topics that tell of them, if any."""

    answers: Join
    failures: Join
    kms_key: str | None
    concurrency: int
    succeeded: Ref | None
    failed: Ref | None


@dataclass(frozen=True, slots=True)
class Capture:
    """Requests and answers that are kept under `folder`, `percent` of all."""

    percent: int
    folder: Join


@dataclass(frozen=True, slots=True)
class Variant:
    """Which model runs on how many instances of which type, or `serverless`; `weight` is its part of the traffic."""

    name: str
    model: Ref
    instance: str | None = None
    count: int | None = None
    serverless: Serverless | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class EndpointConfiguration:
    """What answers; `shadows` see copies of requests. `queue` makes it asynchronous."""

    address: Address
    origin: Origin
    variants: tuple[Variant, ...]
    shadows: tuple[Variant, ...]
    queue: Queue | None
    capture: Capture | None
    kms_key: str | None
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class MetricAlarm:
    """A condition on an endpoint; `statistic` or `percentile`, the other is None. `actions` are what it sets off.

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
    actions: tuple[Ref, ...] = ()


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
    """The instance count of a variant of an endpoint, between two bounds."""

    address: Address
    origin: Origin
    variant: str
    minimum: int
    maximum: int
    resource: Join


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """Keeps the requests per minute of one instance near `requests`, or those that wait for it near `backlog`; with
    neither it starts one instance each time that an alarm sets it off.
    """

    address: Address
    origin: Origin
    resource: Ref
    dimension: Ref
    namespace: Ref
    endpoint: Ref
    requests: float | None = None
    backlog: float | None = None


HostingNode = LogGroup | Model | EndpointConfiguration | MetricAlarm | Endpoint | ScalingTarget | ScalingPolicy
