"""Node of a training job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Join, Origin, Ref
from compiler.model.job import Job
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Channel:
    """Objects under `uri` that stand in `/opt/ml/input/data/<name>` when the job starts."""

    name: str
    uri: Join | str


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """One training. `name` carries the fingerprint of all that it depends on and ends in `-`; the number of the attempt
    follows, which the stack configuration `attempt` counts.

    `max_runtime` in seconds, `timeout` as a Go duration (how long the deployment waits), `volume` in GB.
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
    after: tuple[Address, ...]
    definition: str
    job: Job
