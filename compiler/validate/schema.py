"""The JSON Schema of `modelwright.yaml`, for editors: made from the spec models, the metrics and the catalogue."""

from __future__ import annotations

import json
from typing import Any

from compiler.model.metrics import METRICS
from compiler.source.codes import all_codes
from compiler.validate.catalogue.reader import predictors, transformers
from compiler.validate.rules import variables
from compiler.validate.rules.pretrained import FOLDER, REPOSITORY, REVISION
from compiler.validate.schema_params import parameter_rules, tuned_rules
from compiler.validate.schema_partial import partial, spread
from compiler.validate.schema_references import REFERENCE, with_references
from compiler.validate.schema_texts import TEXTS

Schema = dict[str, Any]

_BELOW = r"(?![/~])(?!(.*/)?\.\.(/|$))[^\\]*"
"""A path that stays below the folder that it starts from."""
_CSV = rf"^(s3://.*|(?!.*://){_BELOW})\.[cC][sS][vV]$"
_CRON = r"^\s*([0-9A-Za-z*/,-]+\s+){4}[0-9A-Za-z*/,-]+\s*$"
_EXTENSIONS: Schema = {"patternProperties": {"^x-": {"description": "Free to use, for values that others refer to"}}}
_MODEL: Schema = {"$ref": "#/$defs/Model"}
_PRETRAINED: Schema = {"$ref": "#/$defs/Pretrained"}
_VARIABLE_NAME: Schema = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
_VARIABLE: Schema = {
    "type": ["object", "null"],
    "properties": {
        "type": {
            "enum": ["text", "integer", "number", "boolean"],
            "description": "What its value is read as (default: text)",
        },
        "default": {
            "type": ["string", "number", "boolean", "null"],
            "description": "What it is where the environment does not set it",
        },
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


def json_schema(targets: tuple[str, ...] = ("aws", "local")) -> Schema:
    """Draft 2020-12, of the file as it is written: with shorthands, `defaults:`, `environments:` and `x-…` keys.

    A valid file always conforms; what the schema cannot say (references between parts, gates that fit) validate says.
    A file with `include:`, or without `project:`, may leave out what others say. `targets` are the names that
    `platform.target` may take.
    """
    from compiler.validate.startup import without_plugins

    without_plugins()
    from compiler.model.spec.project import Project

    generated = Project.model_json_schema()
    kinds: Schema = generated.pop("$defs") | _pretrained()
    kinds["Project"] = generated
    for name, kind in kinds.items():
        _loosen(name, kind)
    _narrowed(kinds, targets)
    kinds = {name: {**with_references(_untitled(kind)), **_EXTENSIONS} for name, kind in kinds.items()}
    for name, texts in TEXTS.items():
        for field, text in texts.items():
            kinds[name]["properties"][field]["description"] = text
    kinds["Project"]["properties"]["project"]["not"] = {"pattern": "(^|-)pr-[0-9]+(-|$)"}
    partials = partial(kinds)
    _told_apart(kinds)
    kinds["Model"]["oneOf"] = [{"required": ["estimator"]}, {"required": ["entrypoint"]}]
    kinds["Source"]["oneOf"] = [
        {"required": ["huggingface", "revision"], "properties": {"s3": {"type": "null"}}},
        {"required": ["s3"], "properties": {name: {"type": "null"} for name in ("huggingface", "revision")}},
    ]
    kinds["Tuned"]["oneOf"] = [{"required": [key]} for key in ("integer", "number")]
    kinds["Tuned"]["oneOf"].append({"required": ["choice"], "properties": {"scale": False}})
    rules, parameters = parameter_rules(predictors(), "estimator", with_references)
    tuned, more = tuned_rules(predictors())
    kinds["Model"]["allOf"] = [*rules, *tuned]
    parameters |= more
    kinds["Transformer"]["allOf"], more = parameter_rules(_transformers(), "transformer", with_references)
    parameters |= more
    own = _file_only(partials)
    kinds["Project"]["properties"] |= own
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Modelwright project",
        "type": "object",
        "if": {"required": ["project"], "not": {"required": ["include"]}},
        "then": {"$ref": "#/$defs/Project"},
        "else": {"$ref": "#/$defs/SpreadProject"},
        "$defs": dict(sorted((kinds | partials | parameters | spread(kinds) | {"Reference": REFERENCE}).items())),
    }


def schema_text(schema: Schema) -> str:
    """The schema as a file: a definition on a line of its own, so that an update of the product is a short diff."""
    head = {key: value for key, value in schema.items() if key != "$defs"}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    kinds = ",\n".join(f"    {json.dumps(name)}: {json.dumps(kind)}" for name, kind in schema["$defs"].items())
    return "{\n" + ",\n".join([*lines, f'  "$defs": {{\n{kinds}\n  }}']) + "\n}\n"


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


def _pretrained() -> Schema:
    """The kinds of models from elsewhere, which have an entry of `models:` as well."""
    from compiler.model.spec.pretrained import Pretrained

    generated = Pretrained.model_json_schema()
    kinds: Schema = {**generated.pop("$defs"), "Pretrained": generated}
    source = kinds["Source"]["properties"]
    for field, pattern in (("huggingface", REPOSITORY), ("revision", REVISION), ("s3", FOLDER)):
        source[field] = {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "null"}]}
    env = kinds["Runtime"]["properties"]["env"]
    env["propertyNames"] = {"pattern": f"^{variables.NAME.pattern}$"}
    env["additionalProperties"] = {**env["additionalProperties"], "maxLength": variables.LONGEST}
    env["maxProperties"] = variables.MOST
    return kinds


def _told_apart(kinds: Schema) -> None:
    """Where an entry of `models:` is whole its `source` tells what it is; a project of such models has no datasets."""
    project, source = kinds["Project"], {"required": ["source"]}
    project["properties"]["models"]["additionalProperties"] = {"if": source, "then": _PRETRAINED, "else": _MODEL}
    models = {"additionalProperties": source, "description": TEXTS["Project"]["models"]}
    nothing_trained = {"required": ["models"], "properties": {"models": models}}
    project["required"].remove("datasets")
    project["anyOf"] = [{"required": ["datasets"]}, nothing_trained]


def _narrowed(kinds: Schema, targets: tuple[str, ...]) -> None:
    """Shorthands, and what rules refuse that a schema can say as well."""
    kinds["Project"]["properties"]["models"]["additionalProperties"] = {"anyOf": [_MODEL, _PRETRAINED]}
    types = kinds["Column"]["properties"]["type"]["enum"]
    columns = kinds["Dataset"]["properties"]["columns"]
    columns["additionalProperties"] = {"anyOf": [{"enum": types}, {"$ref": "#/$defs/Column"}]}
    columns.pop("propertyNames", None)
    model = kinds["Model"]["properties"]
    model["estimator"] = {"enum": list(predictors())}
    kinds["Transformer"]["properties"]["transformer"] = {"enum": _transformers()}
    env = kinds["Train"]["properties"]["env"]
    reserved = "|".join([*(f"{name}$" for name in sorted(variables.TAKEN)), *variables.FAMILIES])
    env["propertyNames"] = {"pattern": f"^(?!{reserved}){variables.NAME.pattern}$"}
    env["additionalProperties"] = {**env["additionalProperties"], "maxLength": variables.LONGEST}
    env["maxProperties"] = variables.MOST
    kinds["Waiver"]["properties"]["rule"] = {"enum": [code.id for code in all_codes().values() if code.waivable]}
    kinds["Tune"]["properties"]["objective"] = {"enum": [*sorted(METRICS), None]}
    model["metrics"] = {"type": "array", "items": {"enum": sorted(METRICS)}, "uniqueItems": True}
    gate = model["gates"]["items"]
    gate["pattern"] = gate["pattern"].replace("[a-z][a-z0-9_]*", f"({'|'.join(sorted(METRICS))})", 1)
    kinds["Column"]["properties"]["values"]["uniqueItems"] = True
    kinds["Dataset"]["properties"]["source"]["pattern"] = _CSV
    kinds["Retrain"]["properties"]["schedule"] = {"anyOf": [{"type": "string", "pattern": _CRON}, {"type": "null"}]}
    kinds["Platform"]["properties"]["target"] = {"enum": list(targets)}
    kinds["Budget"]["properties"]["currency"] = {"enum": ["USD"]}


def _transformers() -> list[str]:
    from compiler.validate.rules.transformers import UNSUITED

    return [path for path in transformers() if path not in UNSUITED]


def _file_only(partials: Schema) -> Schema:
    """The keys that compose takes away: groups of `conf/`, and what differs per environment."""
    group = {
        "type": "object",
        "additionalProperties": {"type": ["string", "array", "null"], "items": {"type": "string"}},
    }
    same = {name: field for name, field in partials["PartialProject"]["properties"].items() if name != "project"}
    environment = {**partials["PartialProject"], "properties": same}
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
            "items": {"type": "string", "pattern": rf"^{_BELOW}\.ya?ml$"},
        },
        "environments": {
            "description": "What differs per environment, merged over the rest; null removes a key",
            "type": "object",
            "propertyNames": {"not": {"pattern": r"^(preview|pr-[0-9]+)$"}},
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
