"""The parameters of every estimator as JSON Schema, so that editors complete and check `params:`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from compiler.validate.catalogue.reader import Kind, find

_BOUNDS = {
    "left": ("minimum", "exclusiveMaximum"),
    "right": ("exclusiveMinimum", "maximum"),
    "both": ("minimum", "maximum"),
    "neither": ("exclusiveMinimum", "exclusiveMaximum"),
}
_PLAIN = {
    "bool": {"type": "boolean"},
    "null": {"type": "null"},
    "text": {"type": "string"},
    "list": {"type": "array"},
    "tuple": {"type": "array"},
    "mapping": {"type": "object"},
    "any": {},
}


def parameter_rules(
    paths: Iterable[str], key: str, finish: Callable[[Any], Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One condition for each estimator that `key` may name, and the definitions that they lead to.

    `finish` is applied to each parameter.
    """
    rules: list[dict[str, Any]] = []
    definitions: dict[str, Any] = {}
    for path in paths:
        estimator = find(path)
        assert estimator is not None, "the catalogue lists it"
        definitions[path] = {
            "type": "object",
            "properties": {
                name: {**finish(_parameter(kinds)), "description": f"Parameter of {path.rpartition('.')[2]}"}
                for name, kinds in estimator.params.items()
            },
            "additionalProperties": False,
        }
        chosen = {"properties": {key: {"const": path}}, "required": [key]}
        rules.append({"if": chosen, "then": {"properties": {"params": {"$ref": f"#/$defs/{path}"}}}})
    return rules, definitions


def tuned_rules(paths: Iterable[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The same for `tune`: every end of a range and every choice is a value of its parameter."""
    rules: list[dict[str, Any]] = []
    definitions: dict[str, Any] = {}
    for path in paths:
        estimator = find(path)
        assert estimator is not None, "the catalogue lists it"
        values = {name: {"$ref": f"#/$defs/{path}/properties/{name}"} for name in estimator.params}
        definitions[f"{path}:tune"] = {
            "properties": {
                name: {
                    "description": f"Values of `{name}` to choose from",
                    "patternProperties": {"^(integer|number|choice)$": {"items": value}},
                }
                for name, value in values.items()
            },
            "propertyNames": {"enum": list(values)},
        }
        tune = {"properties": {"params": {"$ref": f"#/$defs/{path}:tune"}}}
        chosen = {"properties": {"estimator": {"const": path}}, "required": ["estimator"]}
        rules.append({"if": chosen, "then": {"properties": {"tune": tune}}})
    return rules, definitions


def _parameter(kinds: Iterable[Kind]) -> dict[str, Any]:
    written = [_kind(kind) for kind in kinds if kind != "object"]
    return written[0] if len(written) == 1 else {"anyOf": written} if written else {"not": {}}


def _kind(kind: Kind) -> dict[str, Any]:
    match kind:
        case str():
            return _PLAIN[kind]
        case ["options", *listed]:
            return {"enum": listed}
        case [number, low, high, closed]:
            below, above = _BOUNDS[str(closed)]
            bounds = {below: low, above: high}
            return {
                "type": "integer" if number == "int" else "number",
                **{name: bound for name, bound in bounds.items() if bound is not None},
            }
        case _:
            return {}
