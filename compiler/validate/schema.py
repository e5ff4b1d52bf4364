"""The JSON Schema of `modelwright.yaml`, for editors: made from the spec models, the metrics and the catalogue."""

from __future__ import annotations

import copy
from typing import Any

from compiler.model.metrics import METRICS
from compiler.validate.catalogue.reader import predictors
from compiler.validate.schema_params import parameter_rules
from compiler.validate.schema_partial import partial

Schema = dict[str, Any]

_REFERENCE: Schema = {"type": "string", "pattern": r"\$\{.+\}", "description": "An interpolation"}
_EXTENSIONS: Schema = {"patternProperties": {"^x-": {"description": "Free to use, for values that others refer to"}}}
_VARIABLE_NAME: Schema = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
_VARIABLE: Schema = {
    "type": ["object", "null"],
    "properties": {
        "type": {"enum": ["text", "integer", "number", "boolean"]},
        "default": {"type": ["string", "number", "boolean", "null"]},
    },
    "additionalProperties": False,
}
_FROM_PLATFORM = {
    "Project": ("platform",),
    "Model": ("train",),
    "Train": ("compute",),
    "Serving": ("mode", "compute", "scale", "rollout"),
}
"""Keys that a composed tree has and a file may leave out, because `conf/` gives them."""


def json_schema() -> Schema:
    """Draft 2020-12, of the file as it is written: with shorthands, `defaults:`, `environments:` and `x-…` keys.

    A valid file always conforms; what the schema cannot say (references between parts, gates that fit) validate says.
    """
    from compiler.validate.startup import without_plugins

    without_plugins()
    from compiler.model.spec.project import Project

    generated = Project.model_json_schema()
    kinds: Schema = generated.pop("$defs")
    kinds["Project"] = generated
    for name, kind in kinds.items():
        _loosen(name, kind)
    _shorthands(kinds)
    kinds = {name: {**_with_references(_untitled(kind)), **_EXTENSIONS} for name, kind in kinds.items()}
    partials = partial(kinds)
    kinds["Model"]["oneOf"] = [{"required": ["estimator"]}, {"required": ["entrypoint"]}]
    rules, parameters = parameter_rules(_with_references)
    kinds["Model"]["allOf"] = rules
    root = kinds.pop("Project")
    root["properties"] |= _file_only(partials)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Modelwright project",
        **root,
        "$defs": dict(sorted((kinds | partials | parameters).items())),
    }


def _loosen(name: str, kind: Schema) -> None:
    optional = _FROM_PLATFORM.get(name, ())
    if name in ("Platform", "Compute"):
        kind.pop("required", None)
    elif "required" in kind:
        kind["required"] = [key for key in kind["required"] if key not in optional]
    for field in kind.get("properties", {}).values():
        _named_parts(field)


def _named_parts(field: Schema) -> None:
    """Mappings by name: pydantic writes the key's pattern as `patternProperties`, which lets any other key pass."""
    patterns = field.pop("patternProperties", None)
    if patterns:
        ((pattern, value),) = patterns.items()
        field["additionalProperties"] = value
        field["propertyNames"] = {"pattern": pattern, "maxLength": 40}


def _shorthands(kinds: Schema) -> None:
    types = kinds["Column"]["properties"]["type"]["enum"]
    columns = kinds["Dataset"]["properties"]["columns"]
    columns["additionalProperties"] = {"anyOf": [{"enum": types}, {"$ref": "#/$defs/Column"}]}
    columns.pop("propertyNames", None)
    model = kinds["Model"]["properties"]
    model["estimator"] = {"enum": list(predictors()), "description": "A classifier or regressor of scikit-learn"}
    model["metrics"] = {"type": "array", "items": {"enum": sorted(METRICS)}, "uniqueItems": True}


def _file_only(partials: Schema) -> Schema:
    """The keys that compose takes away: groups of `conf/`, and what differs per environment."""
    group = {
        "type": "object",
        "additionalProperties": {"type": ["string", "array", "null"], "items": {"type": "string"}},
    }
    environment = copy.deepcopy(partials["PartialProject"])
    environment.pop("description", None)
    return {
        "defaults": {
            "description": "Groups of conf/ to compose: `[{compute: small}, {serving: standard}]`",
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, group]},
        },
        "env": {
            "description": "Environment variables that the spec may refer to, as `${env:NAME}`",
            "anyOf": [
                {"type": "array", "items": _VARIABLE_NAME},
                {"type": "object", "propertyNames": _VARIABLE_NAME, "additionalProperties": _VARIABLE},
            ],
        },
        "include": {
            "description": "Files below the project's folder that the spec goes on in: `[models/churn.yaml]`",
            "type": "array",
            "items": {"type": "string", "pattern": r"\.ya?ml$"},
        },
        "environments": {
            "description": "What differs per environment, merged over the rest; null removes a key",
            "type": "object",
            "additionalProperties": {"anyOf": [environment, {"type": "null"}]},
        },
    }


def _untitled(value: Any) -> Any:
    """Without the titles that pydantic makes of names: editors would show them instead of the descriptions."""
    if isinstance(value, dict):
        named = {"properties", "$defs"}
        return {
            key: {name: _untitled(item) for name, item in inner.items()} if key in named else _untitled(inner)
            for key, inner in value.items()
            if key != "title"
        }
    return [_untitled(item) for item in value] if isinstance(value, list) else value


def _with_references(value: Any) -> Any:
    """Every closed scalar may also be an interpolation, which is only known when it is resolved."""
    if isinstance(value, list):
        return [_with_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    if (
        "enum" in value
        or "const" in value
        or value.get("type") in ("integer", "number", "boolean")
        or "pattern" in value
    ):
        return {"anyOf": [value, _REFERENCE]}
    return {key: _below(key, inner) for key, inner in value.items()}


def _below(key: str, inner: Any) -> Any:
    if key == "properties":
        return {name: _with_references(item) for name, item in inner.items()}
    if key in ("additionalProperties", "items", "anyOf"):
        return _with_references(inner)
    return inner
