"""Kinds of a schema once more, looser: what an environment may override, and what one file of several may hold."""

from __future__ import annotations

from typing import Any

_PREFIX = "#/$defs/"


def partial(kinds: dict[str, Any]) -> dict[str, Any]:
    """`PartialX` for each kind `X`; references among them lead to the partial kinds."""
    return {f"Partial{name}": _kind(kind) for name, kind in kinds.items()}


def spread(kinds: dict[str, Any]) -> dict[str, Any]:
    """`SpreadProject`, and `SpreadX` for the kinds of its parts, of which any key may stand in another file."""
    parts = {"datasets": ("Dataset",), "models": ("Model", "Pretrained"), "serving": ("Serving",)}
    names = [name for listed in parts.values() for name in listed]
    loose = {f"Spread{name}": _not_required(kinds[name]) for name in (*names, "Project")}
    sections = {
        key: {**kinds["Project"]["properties"][key], "additionalProperties": _one_of(listed)}
        for key, listed in parts.items()
    }
    loose["SpreadProject"]["properties"] = loose["SpreadProject"]["properties"] | sections
    return loose


def _one_of(names: tuple[str, ...]) -> dict[str, Any]:
    listed = [{"$ref": f"{_PREFIX}Spread{name}"} for name in names]
    return listed[0] if len(listed) == 1 else {"anyOf": listed}


def _not_required(kind: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kind.items() if key not in ("required", "oneOf", "anyOf")}


def _kind(kind: dict[str, Any]) -> dict[str, Any]:
    loose = {key: value for key, value in kind.items() if key not in ("required", "properties")}
    loose["properties"] = {name: _nullable(_loose(field)) for name, field in kind.get("properties", {}).items()}
    return loose


def _nullable(field: Any) -> Any:
    words = {"description": field["description"]} if "description" in field else {}
    return {"anyOf": [field, {"type": "null"}], **words}


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
    if str(loose.get("$ref", "")).startswith(_PREFIX) and loose["$ref"] != f"{_PREFIX}Reference":
        loose["$ref"] = f"{_PREFIX}Partial{loose['$ref'].removeprefix(_PREFIX)}"
    return loose
