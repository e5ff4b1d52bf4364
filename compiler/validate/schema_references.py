"""Where a schema expects a value, `${…}` may stand: its value is only known when it is resolved."""

from __future__ import annotations

from typing import Any

_RESOLVER = r"(?!env\s*:)[A-Za-z_][A-Za-z0-9_.]*\s*:"
"""What calls something; of these only `${env:NAME}` may stand anywhere."""
REFERENCE = {
    "type": "string",
    "pattern": rf"\$\{{\s*(?!{_RESOLVER})[^{{}}]+\}}",
    "description": "A reference to another value, such as `${project}`",
}
_MALFORMED = {"pattern": rf"(^|[^\\])\$\{{(\s*{_RESOLVER}|[^{{}}]*(\{{|$))"}
"""In a text that is not closed to anything else; `\\${` is a plain `${`."""


def with_references(value: Any) -> Any:
    """The same schema with references wherever a single value may stand; malformed ones are refused in texts."""
    if isinstance(value, list):
        return [with_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    if (
        "enum" in value
        or "const" in value
        or value.get("type") in ("integer", "number", "boolean")
        or "pattern" in value
    ):
        return {"anyOf": [value, {"$ref": "#/$defs/Reference"}]}
    if value.get("type") == "string":
        return {**value, "not": _MALFORMED}
    return {key: _below(key, inner) for key, inner in value.items()}


def _below(key: str, inner: Any) -> Any:
    if key == "properties":
        return {name: with_references(item) for name, item in inner.items()}
    if key in ("additionalProperties", "items", "anyOf"):
        return with_references(inner)
    return inner
