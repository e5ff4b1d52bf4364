"""The key of a training run: equal fingerprints train equal models, so the work is done once."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.provider.inputs import exact
from compiler.provider.protocol import UNKNOWN, Props
from compiler.provider.runtime_versions import runtime_digest
from compiler.source.canonical import digest

_LEFT_OUT = ("project", "limits", "gates", "dataset", "formerly")


def fingerprint(inputs: Props) -> str | None:
    """`sha256:<hex>` over what decides the result; None while an input is unknown.

    Left out is what changes no model: the names of project and dataset, the time limit, data checks, the wording of
    gates, the path of an entry point, former names. The model's name stays in: the artifact holds it.
    """
    inputs = exact(inputs)
    definition, data = inputs.get("definition"), inputs.get("dataset_digest")
    if not isinstance(definition, dict) or not isinstance(data, str) or _unknown(definition):
        return None
    parts = {
        "definition": _essence(definition),
        "data": data,
        "versions": inputs.get("runtime"),
        "imports": _ordered(list(_mapping(inputs.get("imports")).values())),
        "runtime": runtime_digest(),
    }
    return digest(parts)


def _essence(definition: Props) -> Props:
    essence = {key: value for key, value in definition.items() if key not in _LEFT_OUT}
    dataset, entrypoint, limits = (definition.get(key) for key in ("dataset", "entrypoint", "limits"))
    if isinstance(dataset, dict):
        essence["dataset"] = {"columns": dataset.get("columns"), "missing": _ordered(dataset.get("missing"))}
    if isinstance(entrypoint, dict):
        essence["entrypoint"] = {key: value for key, value in entrypoint.items() if key != "path"}
    if isinstance(limits, dict):
        essence["threads"] = limits.get("threads")
    gates = definition.get("gates")
    if isinstance(gates, list):
        essence["gates"] = _ordered([_gate(gate) for gate in gates])
    essence["metrics"] = _ordered(definition.get("metrics"))
    return essence


def _mapping(value: object) -> Props:
    return value if isinstance(value, dict) else {}


def _gate(gate: object) -> object:
    return {key: value for key, value in gate.items() if key != "text"} if isinstance(gate, Mapping) else gate


def _ordered(values: object) -> object:
    return sorted(values, key=digest) if isinstance(values, list) else values


def _unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(_unknown(item) for item in value)
    return value is UNKNOWN
