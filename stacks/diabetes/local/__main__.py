"""Pulumi program compiled by Modelwright."""

# Project diabetes, environment local
# Source: examples/diabetes/modelwright.yaml

import json
from pathlib import Path

import pulumi
import pulumi_modelwright as modelwright

patients_dataset = modelwright.Dataset(
    "patients",
    source="examples/diabetes/data/patients.csv",
    digest="sha256:4dff5527ff3e0652ab03e6eb554742137b55489d37be44765b0fcbf884c58a3a",
    columns=[
        {"name": "age", "type": "integer"},
        {
            "name": "sex",
            "type": "category",
            "values": ["group_1", "group_2"],
        },
        {"name": "bmi", "type": "number"},
        {"name": "blood_pressure", "type": "number"},
        {"name": "total_cholesterol", "type": "number"},
        {"name": "ldl", "type": "number"},
        {"name": "hdl", "type": "number"},
        {"name": "cholesterol_ratio", "type": "number"},
        {"name": "log_triglycerides", "type": "number"},
        {"name": "glucose", "type": "number"},
        {"name": "progression", "type": "number"},
    ],
    missing=["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"],
    checks=[
        {
            "text": "rows >= 400",
            "name": "rows",
            "column": None,
            "op": ">=",
            "value": 400.0,
        },
        {
            "text": "missing(progression) <= 0",
            "name": "missing",
            "column": "progression",
            "op": "<=",
            "value": 0.0,
        },
        {
            "text": "min(age) >= 0",
            "name": "min",
            "column": "age",
            "op": ">=",
            "value": 0.0,
        },
        {
            "text": "max(bmi) <= 80",
            "name": "max",
            "column": "bmi",
            "op": "<=",
            "value": 80.0,
        },
    ],
)

progression_training_run = modelwright.TrainingRun(
    "progression",
    dataset=patients_dataset.location,
    dataset_digest=patients_dataset.digest,
    definition=json.loads(
        Path("jobs/progression.json").read_text("utf-8"),
    ),
)

progression_model_version = modelwright.ModelVersion(
    "progression",
    model="progression",
    artifact=progression_training_run.artifact,
    metrics=progression_training_run.metrics,
    gates=progression_training_run.gates,
)

progression_api_endpoint = modelwright.Endpoint(
    "progression-api",
    model="progression",
    version=progression_model_version.version,
    artifact=progression_model_version.artifact,
    port=0,
)

pulumi.export(
    "endpoints",
    {
        "progression-api": {
            "url": progression_api_endpoint.url,
            "model": "progression",
            "version": progression_api_endpoint.version,
        },
    },
)
pulumi.export(
    "models",
    {
        "progression": {
            "version": progression_model_version.version,
            "metrics": progression_model_version.metrics,
            "gates": progression_model_version.gates,
        },
    },
)
