"""The resources of a local stack; the fields are what `templates/local/` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Origin, Ref, Secret
from compiler.model.job import Job
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table that is checked before anything uses it; `source` is relative to the workspace."""

    address: Address
    origin: Origin
    source: str
    digest: str
    columns: tuple[Mapping[str, object], ...]
    missing: tuple[str, ...]
    checks: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One training of a model, with its gates; `definition` is the file of `job` in the stack's folder.

    `secrets` are by the environment variable of the job that each is for.
    """

    address: Address
    origin: Origin
    dataset: Ref
    dataset_digest: Ref
    definition: str
    job: Job
    secrets: Mapping[str, Secret]


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """The trained model, registered as the champion."""

    address: Address
    origin: Origin
    model: str
    artifact: Ref
    metrics: Ref
    gates: Ref


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server of the champion on this machine; port 0 takes any free one."""

    address: Address
    origin: Origin
    model: str
    version: Ref
    artifact: Ref
    port: int


LocalNode = Dataset | TrainingRun | ModelVersion | Endpoint
