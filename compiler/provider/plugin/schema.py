"""The package as Pulumi describes packages: resources with inputs and outputs, for `GetSchema`."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.source.version import VERSION

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_NUMBER = {"type": "number"}
_FLAG = {"type": "boolean"}
_ANY = {"$ref": "pulumi.json#/Any"}
_TEXTS = {"type": "array", "items": _TEXT}
_OBJECT = {"type": "object", "additionalProperties": _ANY}
_OBJECTS = {"type": "array", "items": _OBJECT}
_NAMES = {"type": "object", "additionalProperties": _TEXT}
_NUMBERS = {"type": "object", "additionalProperties": _NUMBER}

Properties = Mapping[str, Mapping[str, object]]


def package_schema() -> dict[str, object]:
    """See https://www.pulumi.com/docs/iac/extending-pulumi/schema/."""
    return {
        "name": "modelwright",
        "version": VERSION,
        "description": "ML systems on this machine: datasets, training runs, model versions and endpoints.",
        "config": {},
        "provider": {"description": "Works in the workspace around the program."},
        "resources": {f"modelwright:index:{name}": resource for name, resource in _resources().items()},
    }


def _resources() -> dict[str, dict[str, object]]:
    return {
        "Dataset": _resource(
            "A table in a CSV file, read and checked.",
            {"source": _TEXT, "digest": _TEXT, "columns": _OBJECTS},
            {"missing": _TEXTS, "checks": _OBJECTS},
            {"location": _TEXT, "rows": _WHOLE, "profile": _OBJECT, "checked": _OBJECTS},
        ),
        "TrainingRun": _resource(
            "A model trained on a dataset, measured, and held against its gates.",
            {"dataset": _TEXT, "dataset_digest": _TEXT, "definition": _OBJECT},
            {"literals": _NAMES, "secrets": {**_NAMES, "secret": True}},
            {
                "runtime": _NAMES,
                "imports": _NAMES,
                "fingerprint": _TEXT,
                "artifact": _TEXT,
                "metrics": _NUMBERS,
                "gates": _OBJECTS,
                "seconds": _NUMBER,
                "reused": _FLAG,
            },
        ),
        "ModelVersion": _resource(
            "A trained model under a number in the registry.",
            {"model": _TEXT, "artifact": _TEXT, "metrics": _NUMBERS, "gates": _OBJECTS},
            {},
            {"version": _WHOLE},
        ),
        "Endpoint": _resource(
            "A server on this machine that answers predictions with one version of a model.",
            {"model": _TEXT, "version": _WHOLE, "artifact": _TEXT},
            {"port": _WHOLE, "mode": _TEXT},
            {"url": _TEXT, "pid": _WHOLE, "mark": _TEXT, "home": _TEXT},
        ),
    }


def _resource(description: str, required: Properties, optional: Properties, outputs: Properties) -> dict[str, object]:
    return {
        "description": description,
        "inputProperties": {**required, **optional},
        "requiredInputs": list(required),
        "properties": {**required, **optional, **outputs},
        "required": [*required, *outputs],
    }
