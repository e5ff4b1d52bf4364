"""Resolved spec -> training job definitions and dataset descriptions; every target lowers to these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.model.graph import Secret
from compiler.model.job import Job
from compiler.model.metrics import METRICS, Task
from compiler.model.moves import former_names
from compiler.model.resolved import Resolved
from compiler.source.location import ConfigPath, Location

if TYPE_CHECKING:
    from compiler.model.spec.dataset import Column, Dataset
    from compiler.model.spec.model import Model
    from compiler.model.spec.tune import Tune, Tuned


def locate(resolved: Resolved, path: ConfigPath) -> Location:
    """Where a part of the spec was written; the start of the project file for what nobody wrote."""
    return resolved.sources.locate_key(path) or Location(project_file(resolved), 1, 1)


def project_file(resolved: Resolved) -> str:
    """The project file, relative to the workspace."""
    from compiler.model.workspace import PROJECT_FILE

    return PROJECT_FILE if resolved.folder in ("", ".") else f"{resolved.folder}/{PROJECT_FILE}"


def describe_columns(resolved: Resolved, name: str) -> tuple[dict[str, object], ...]:
    """The columns of a dataset in the order of its file, then by name; `values` only where the spec lists some."""
    file = resolved.files.data.get(name)
    order = {column: index for index, column in enumerate(file.header)} if file else {}
    columns = resolved.project.datasets[name].columns
    names = sorted(columns, key=lambda column: (order.get(column, len(order)), column))
    return tuple(_describe_column(column, columns[column]) for column in names)


def _describe_column(name: str, column: Column) -> dict[str, object]:
    described: dict[str, object] = {"name": name, "type": column.type}
    return {**described, "values": column.values} if column.values else described


def describe_checks(dataset: Dataset) -> tuple[dict[str, object], ...]:
    """The checks of a dataset as plain data, in the spec's order."""
    return tuple(
        {"text": check.text, "name": check.name, "column": check.column, "op": check.op, "value": check.value}
        for check in dataset.checks
    )


def build_job(resolved: Resolved, name: str) -> Job:
    """The definition of one model's training."""
    model = resolved.project.models[name]
    dataset = resolved.project.datasets[model.dataset]
    compute = resolved.project.platform.compute[model.train.compute]
    return Job(
        project=resolved.project.project,
        model=name,
        task=str(resolved.tasks[name]),
        dataset={
            "name": model.dataset,
            "columns": describe_columns(resolved, model.dataset),
            "missing": dataset.missing,
            "checks": describe_checks(dataset),
        },
        target=model.target,
        features=resolved.features[name],
        estimator=model.estimator,
        entrypoint=_entrypoint(resolved, name),
        params={key: model.params[key] for key in sorted(model.params)},
        preprocess=_preprocess(resolved, name),
        split=_split(model, resolved.tasks[name]),
        metrics=_metrics(model),
        gates=_gates(model),
        limits={"timeout_seconds": model.train.timeout, "threads": compute.cpus},
        env=_variables(model),
        tune=_tune(model),
        formerly=former_names(resolved.project.moved).get(("models", name), ()),
    )


def _tune(model: Model) -> dict[str, object]:
    """With the direction of the objective, which the runtime does not know."""
    tune = model.tune
    if tune is None:
        return {}
    assert tune.objective is not None, "validate fills it in"
    return {
        "params": {name: _tuned(tune.params[name]) for name in sorted(tune.params)},
        "objective": tune.objective,
        "direction": "maximize" if METRICS[tune.objective].higher else "minimize",
        "trials": tune.trials,
        "strategy": tune.strategy,
        "folds": tune.folds,
        "seed": tune.seed,
        **({} if tune.timeout is None else {"timeout_seconds": tune.timeout}),
    }


def _tuned(tuned: Tuned) -> dict[str, object]:
    if tuned.choice is not None:
        return {"choice": tuned.choice}
    kind, ends = ("integer", tuned.integer) if tuned.integer is not None else ("number", tuned.number)
    return {kind: ends, "scale": tuned.scale}


def _variables(model: Model) -> dict[str, object]:
    """Environment variables are text: `true` and `3` as they are written in YAML."""
    return {name: _variable(model.train.env[name]) for name in sorted(model.train.env)}


def _variable(value: object) -> object:
    if isinstance(value, Secret):
        return {"secret": value.name}
    return str(value).lower() if isinstance(value, bool) else str(value)


def job_secrets(resolved: Resolved, name: str) -> dict[str, Secret]:
    """The secrets of one model's training by the environment variable that each is for."""
    found = resolved.project.models[name].train.env
    return {variable: secret for variable in sorted(found) if isinstance(secret := found[variable], Secret)}


def _entrypoint(resolved: Resolved, name: str) -> dict[str, object] | None:
    entrypoint = resolved.project.models[name].entrypoint
    if entrypoint is None:
        return None
    code = resolved.files.code[name]
    return {"path": code.path, "function": entrypoint.rpartition(":")[2], "digest": code.digest}


def _preprocess(resolved: Resolved, name: str) -> dict[str, object]:
    preprocess = resolved.project.models[name].preprocess
    numeric, category = preprocess.numeric, preprocess.category
    described: dict[str, object] = {
        "numeric": {"impute": numeric.impute, "scale": numeric.scale},
        "category": {"impute": category.impute, "encode": category.encode},
    }
    listed = _transformers(resolved, name)
    return {**described, "transformers": listed} if listed else described


def _transformers(resolved: Resolved, name: str) -> tuple[dict[str, object], ...]:
    """With their columns listed in the features' order; None where they take everything, after encoding."""
    model = resolved.project.models[name]
    columns = resolved.project.datasets[model.dataset].columns
    entries = model.preprocess.transformers
    named = {column for entry in entries if not isinstance(entry.columns, str) for column in entry.columns}
    numbers = [feature for feature in resolved.features[name] if columns[feature].type != "category"]
    rest = tuple(feature for feature in numbers if feature not in named)
    described: list[dict[str, object]] = []
    for entry in entries:
        taken = rest if entry.columns == "numeric" else tuple(item for item in numbers if item in entry.columns)
        described.append(
            {
                "columns": None if entry.columns == "all" else taken,
                "transformer": entry.transformer,
                "params": {key: entry.params[key] for key in sorted(entry.params)},
            }
        )
    return tuple(item for item in described if item["columns"] != ())


def _split(model: Model, task: Task) -> dict[str, object]:
    split = model.split
    stratify = task is not Task.REGRESSION if split.stratify is None else split.stratify
    described: dict[str, object] = {"test": split.test, "seed": split.seed, "stratify": stratify}
    return described if split.sample is None else {**described, "sample": split.sample}


def _metrics(model: Model) -> tuple[str, ...]:
    """Those asked for, then those that only a gate needs."""
    return tuple(dict.fromkeys([*model.metrics, *(gate.metric for gate in model.gates)]))


def _gates(model: Model) -> tuple[dict[str, object], ...]:
    return tuple(
        {"text": gate.text, "metric": gate.metric, "op": gate.op, "champion": gate.champion, "value": gate.value}
        for gate in model.gates
    )


def definition_inputs(resolved: Resolved, name: str, prefix: str) -> dict[str, ConfigPath]:
    """Which spec path each part of a job definition carries, for the input `prefix` of a resource."""
    model = resolved.project.models[name]
    at: ConfigPath = ("models", name)
    inputs: dict[str, ConfigPath] = {prefix: at}
    inputs |= {f"{prefix}.{field}": path for field, path in carried(name, model.dataset).items()}
    inputs |= {f"{prefix}.params.{key}": (*at, "params", key) for key in sorted(model.params)}
    if model.tune:
        inputs |= {f"{prefix}.{field}": path for field, path in _searched(model.tune, at).items()}
    inputs |= {f"{prefix}.gates[{index}]": (*at, "gates", index) for index in range(len(model.gates))}
    inputs |= {f"{prefix}.env.{key}": (*at, "train", "env", key) for key in sorted(model.train.env)}
    if resolved.project.moved:
        inputs[f"{prefix}.formerly"] = ("moved",)
    inputs[f"{prefix}.limits.threads"] = ("platform", "compute", model.train.compute, "cpus")
    return inputs


def _searched(tune: Tune, at: ConfigPath) -> dict[str, ConfigPath]:
    fields = ("params", "objective", "trials", "strategy", "folds", "seed")
    inputs: dict[str, ConfigPath] = {"tune": (*at, "tune")}
    inputs |= {f"tune.{field}": (*at, "tune", field) for field in fields}
    inputs |= {f"tune.params.{name}": (*at, "tune", "params", name) for name in sorted(tune.params)}
    return inputs | {"tune.direction": (*at, "tune", "objective"), "tune.timeout_seconds": (*at, "tune", "timeout")}


def carried(model: str, dataset: str) -> dict[str, ConfigPath]:
    """Which spec path each field of a job definition carries, as far as the names of model and dataset tell."""
    at: ConfigPath = ("models", model)
    data: ConfigPath = ("datasets", dataset)
    fields = (
        *("target", "features", "estimator", "entrypoint", "params", "tune"),
        *("preprocess", "split", "metrics", "gates"),
    )
    inputs: dict[str, ConfigPath] = {field: (*at, field) for field in fields}
    inputs |= {f"dataset.{field}": (*data, field) for field in ("columns", "missing", "checks")}
    return inputs | {"limits.timeout_seconds": (*at, "train", "timeout")}
