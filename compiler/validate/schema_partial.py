"""Every kind of a schema once more with nothing required and everything removable: what an environment may override."""

from __future__ import annotations

from typing import Any

_PREFIX = "#/$defs/"


def partial(kinds: dict[str, Any]) -> dict[str, Any]:
    """`PartialX` for each kind `X`; references among them lead to the partial kinds."""
    return {f"Partial{name}": _kind(kind) for name, kind in kinds.items()}


def _kind(kind: dict[str, Any]) -> dict[str, Any]:
    loose = {key: value for key, value in kind.items() if key not in ("required", "properties")}
    loose["properties"] = {name: _nullable(_loose(field)) for name, field in kind.get("properties", {}).items()}
    return loose


def _nullable(field: Any) -> Any:
    return {"anyOf": [field, {"type": "null"}]}


def _loose(value: Any) -> Any:
    if isinstance(value, list):
        return [_loose(item) for item in value]
    if not isinstance(value, dict):
        return value
    loose = {
        key: _loose(item) if key != "additionalProperties" or not isinstance(item, dict) else _nullable(_loose(item))
        for key, item in value.items()
        if key not in ("minProperties", "default")
    }
    if str(loose.get("$ref", "")).startswith(_PREFIX):
        loose["$ref"] = f"{_PREFIX}Partial{loose['$ref'].removeprefix(_PREFIX)}"
    return loose
