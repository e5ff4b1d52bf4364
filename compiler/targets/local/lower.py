"""Resolved spec -> the graph of the local target: datasets, then each model's run and version, then endpoints."""

from __future__ import annotations

from compiler.model.graph import Graph, Origin, Ref
from compiler.model.resolved import Resolved
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath
from compiler.targets.job import (
    build_job,
    definition_inputs,
    describe_checks,
    describe_columns,
    job_secrets,
    locate,
    project_file,
)
from compiler.targets.local.nodes import Dataset, Endpoint, LocalNode, ModelVersion, TrainingRun


def lower_local(resolved: Resolved) -> Checked[Graph]:
    """All resources of a project on this machine; G003 for data that is not here."""
    project = resolved.project
    absent = tuple(_absent(resolved, name) for name in project.datasets if name not in resolved.files.data)
    if absent:
        return Checked(None, absent)
    nodes: list[LocalNode] = [_dataset(resolved, name) for name in project.datasets]
    for name in project.models:
        nodes += [_training_run(resolved, name), _model_version(resolved, name)]
    nodes += [_endpoint(resolved, name) for name in project.serving]
    return Checked(Graph(project.project, resolved.environment, tuple(nodes), source=project_file(resolved)))


def _absent(resolved: Resolved, name: str) -> Diagnostic:
    path: ConfigPath = ("datasets", name, "source")
    source = resolved.project.datasets[name].source
    return Diagnostic(
        "G003",
        f"`{source}` is not a file of this workspace, and the local environment reads no other data",
        resolved.sources.locate(path),
        path,
        hint=f"set `environments.local.datasets.{name}.source` to a file below the project's folder",
        chain=resolved.sources.chain(path),
    )


def _origin(resolved: Resolved, path: ConfigPath, inputs: dict[str, ConfigPath]) -> Origin:
    return Origin(locate(resolved, path), path, inputs)


def _dataset(resolved: Resolved, name: str) -> Dataset:
    at: ConfigPath = ("datasets", name)
    inputs = {field: (*at, field) for field in ("source", "columns", "missing", "checks")}
    file = resolved.files.data[name]
    dataset = resolved.project.datasets[name]
    return Dataset(
        address=Address("Dataset", name),
        origin=_origin(resolved, at, {**inputs, "digest": (*at, "source")}),
        source=file.path,
        digest=file.digest,
        columns=describe_columns(resolved, name),
        missing=dataset.missing,
        checks=describe_checks(dataset),
    )


def _training_run(resolved: Resolved, name: str) -> TrainingRun:
    at: ConfigPath = ("models", name)
    dataset = resolved.project.models[name].dataset
    source: ConfigPath = ("datasets", dataset, "source")
    inputs = definition_inputs(resolved, name, "definition") | {"dataset": (*at, "dataset"), "dataset_digest": source}
    secrets = job_secrets(resolved, name)
    inputs |= {f"secrets.{variable}": (*at, "train", "env", variable) for variable in secrets}
    return TrainingRun(
        address=Address("TrainingRun", name),
        origin=_origin(resolved, at, inputs),
        dataset=Ref(Address("Dataset", dataset), "location"),
        dataset_digest=Ref(Address("Dataset", dataset), "digest"),
        definition=f"jobs/{name}.json",
        job=build_job(resolved, name),
        secrets=secrets,
    )


def _model_version(resolved: Resolved, name: str) -> ModelVersion:
    at: ConfigPath = ("models", name)
    run = Address("TrainingRun", name)
    return ModelVersion(
        address=Address("ModelVersion", name),
        origin=_origin(resolved, at, {"metrics": (*at, "metrics"), "gates": (*at, "gates")}),
        model=name,
        artifact=Ref(run, "artifact"),
        metrics=Ref(run, "metrics"),
        gates=Ref(run, "gates"),
    )


def _endpoint(resolved: Resolved, name: str) -> Endpoint:
    at: ConfigPath = ("serving", name)
    serving = resolved.project.serving[name]
    version = Address("ModelVersion", serving.model)
    return Endpoint(
        address=Address("Endpoint", name),
        origin=_origin(resolved, at, {"model": (*at, "model"), "port": (*at, "port")}),
        model=serving.model,
        version=Ref(version, "version"),
        artifact=Ref(version, "artifact"),
        port=serving.port,
    )
