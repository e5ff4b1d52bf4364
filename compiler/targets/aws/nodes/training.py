"""Node of a training job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Join, Origin, Ref
from compiler.model.job import Job
from compiler.source.address import Address
from compiler.targets.aws.nodes.network import Network


@dataclass(frozen=True, slots=True)
class Channel:
    """Objects under `uri` that stand in `/opt/ml/input/data/<name>` when the job starts."""

    name: str
    uri: Join | str


@dataclass(frozen=True, slots=True)
class Spot:
    """Capacity that may be taken back: `longest` seconds of waiting and running together; `checkpoints` is kept in step
    with the folder in which a training may keep what it has so far.
    """

    longest: int
    checkpoints: Join


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """One training. `name` carries the fingerprint of all that it depends on and ends in `-`; the number of the attempt
    follows, which the stack configuration `attempt` counts.

    `kms_key` encrypts what it makes, `disk_key` its disk. `max_runtime` in seconds, `timeout` as a Go duration (how
    long the deployment waits), `volume` in GB.
    """

    address: Address
    origin: Origin
    name: str
    attempt: str
    role: Ref
    image: Ref | str
    entrypoint: tuple[str, ...]
    environment: Mapping[str, object]
    channels: tuple[Channel, ...]
    output: Join
    instance: str
    volume: int
    max_runtime: int
    timeout: str
    spot: Spot | None
    kms_key: str | None
    disk_key: str | None
    network: Network | None
    isolation: bool
    after: tuple[Address, ...]
    definition: str
    job: Job
