"""One change of a plan as JSON, for documents and for saved plans; secrets masked, unknown values told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict

from compiler.model.plan import Cause, Change, FromElsewhere, Held, PropertyChange
from compiler.plan.show import UNKNOWN, masked


def change_json(change: Change) -> dict[str, object]:
    """One change of a plan; places read `file:line:column`.

    `values` are the inputs that differ, all of them where a resource comes or goes: a secret reads `[secret]`, and
    `unknown` tells that `new`, or the parts of it that read `~`, are known after apply only. `gates` will judge the
    training that the change starts.
    """
    causes = zip(change.step.changes, change.causes or (None,) * len(change.step.changes), strict=True)
    return {
        "address": str(change.step.address),
        "action": str(change.step.action),
        "kind": str(change.kind),
        "reason": change.reason,
        "location": str(change.location) if change.location else None,
        "protected": change.step.guarded,
        "was": str(change.step.was) if change.step.was else None,
        "values": [_value_json(value, cause) for value, cause in causes],
        "gates": [{"text": gate.text, "value": _finite(gate.value), "passed": gate.passed} for gate in change.gates],
    }


def held_json(held: Held | FromElsewhere) -> dict[str, object]:
    """A rollback that lasts, where `instead` is the version that the spec describes, or what was promoted."""
    return asdict(held)


def work_of(told: Mapping[str, object]) -> dict[str, object]:
    """Of a change as JSON what decides what is done: without reasons and places, which move with every line."""
    values = told.get("values")
    listed = [item for item in values if isinstance(item, Mapping)] if isinstance(values, list) else []
    parts = {name: told.get(name) for name in ("address", "action", "kind", "protected", "was")}
    return {**parts, "values": [{key: item for key, item in value.items() if key != "cause"} for value in listed]}


def _value_json(value: PropertyChange, cause: Cause | None) -> dict[str, object]:
    return {
        "path": value.path,
        "old": _finite(masked(value.old)),
        "new": None if str(value.new) == UNKNOWN else _finite(masked(value.new)),
        "unknown": _has_unknown(value.new),
        "replaces": value.replaces,
        "cause": None if cause is None else _cause_json(cause),
    }


def _cause_json(cause: Cause) -> dict[str, object]:
    place = str(cause.location) if cause.location else None
    return {"kind": str(cause.kind), "name": cause.name, "location": place}


def _has_unknown(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_unknown, value))
    return str(value) == UNKNOWN


def _finite(value: object) -> object:
    """JSON has no infinity: such numbers become text."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)
