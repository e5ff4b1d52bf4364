"""Pulumi program compiled by Modelwright."""

# Project digits, environment local
# Source: examples/digits/modelwright.yaml

import json
from pathlib import Path

import pulumi
import pulumi_modelwright as modelwright

scans_dataset = modelwright.Dataset(
    "scans",
    source="examples/digits/data/digits.csv",
    digest="sha256:592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4",
    columns=[
        {"name": "pixel_0_0", "type": "integer"},
        {"name": "pixel_0_1", "type": "integer"},
        {"name": "pixel_0_2", "type": "integer"},
        {"name": "pixel_0_3", "type": "integer"},
        {"name": "pixel_0_4", "type": "integer"},
        {"name": "pixel_0_5", "type": "integer"},
        {"name": "pixel_0_6", "type": "integer"},
        {"name": "pixel_0_7", "type": "integer"},
        {"name": "pixel_1_0", "type": "integer"},
        {"name": "pixel_1_1", "type": "integer"},
        {"name": "pixel_1_2", "type": "integer"},
        {"name": "pixel_1_3", "type": "integer"},
        {"name": "pixel_1_4", "type": "integer"},
        {"name": "pixel_1_5", "type": "integer"},
        {"name": "pixel_1_6", "type": "integer"},
        {"name": "pixel_1_7", "type": "integer"},
        {"name": "pixel_2_0", "type": "integer"},
        {"name": "pixel_2_1", "type": "integer"},
        {"name": "pixel_2_2", "type": "integer"},
        {"name": "pixel_2_3", "type": "integer"},
        {"name": "pixel_2_4", "type": "integer"},
        {"name": "pixel_2_5", "type": "integer"},
        {"name": "pixel_2_6", "type": "integer"},
        {"name": "pixel_2_7", "type": "integer"},
        {"name": "pixel_3_0", "type": "integer"},
        {"name": "pixel_3_1", "type": "integer"},
        {"name": "pixel_3_2", "type": "integer"},
        {"name": "pixel_3_3", "type": "integer"},
        {"name": "pixel_3_4", "type": "integer"},
        {"name": "pixel_3_5", "type": "integer"},
        {"name": "pixel_3_6", "type": "integer"},
        {"name": "pixel_3_7", "type": "integer"},
        {"name": "pixel_4_0", "type": "integer"},
        {"name": "pixel_4_1", "type": "integer"},
        {"name": "pixel_4_2", "type": "integer"},
        {"name": "pixel_4_3", "type": "integer"},
        {"name": "pixel_4_4", "type": "integer"},
        {"name": "pixel_4_5", "type": "integer"},
        {"name": "pixel_4_6", "type": "integer"},
        {"name": "pixel_4_7", "type": "integer"},
        {"name": "pixel_5_0", "type": "integer"},
        {"name": "pixel_5_1", "type": "integer"},
        {"name": "pixel_5_2", "type": "integer"},
        {"name": "pixel_5_3", "type": "integer"},
        {"name": "pixel_5_4", "type": "integer"},
        {"name": "pixel_5_5", "type": "integer"},
        {"name": "pixel_5_6", "type": "integer"},
        {"name": "pixel_5_7", "type": "integer"},
        {"name": "pixel_6_0", "type": "integer"},
        {"name": "pixel_6_1", "type": "integer"},
        {"name": "pixel_6_2", "type": "integer"},
        {"name": "pixel_6_3", "type": "integer"},
        {"name": "pixel_6_4", "type": "integer"},
        {"name": "pixel_6_5", "type": "integer"},
        {"name": "pixel_6_6", "type": "integer"},
        {"name": "pixel_6_7", "type": "integer"},
        {"name": "pixel_7_0", "type": "integer"},
        {"name": "pixel_7_1", "type": "integer"},
        {"name": "pixel_7_2", "type": "integer"},
        {"name": "pixel_7_3", "type": "integer"},
        {"name": "pixel_7_4", "type": "integer"},
        {"name": "pixel_7_5", "type": "integer"},
        {"name": "pixel_7_6", "type": "integer"},
        {"name": "pixel_7_7", "type": "integer"},
        {
            "name": "digit",
            "type": "category",
            "values": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        },
    ],
    missing=["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"],
    checks=[
        {
            "text": "rows >= 1700",
            "name": "rows",
            "column": None,
            "op": ">=",
            "value": 1700.0,
        },
        {
            "text": "missing(digit) <= 0",
            "name": "missing",
            "column": "digit",
            "op": "<=",
            "value": 0.0,
        },
        {
            "text": "distinct(digit) == 10",
            "name": "distinct",
            "column": "digit",
            "op": "==",
            "value": 10.0,
        },
    ],
)

digit_training_run = modelwright.TrainingRun(
    "digit",
    dataset=scans_dataset.location,
    dataset_digest=scans_dataset.digest,
    definition=json.loads(
        Path("jobs/digit.json").read_text("utf-8"),
    ),
)

digit_model_version = modelwright.ModelVersion(
    "digit",
    model="digit",
    artifact=digit_training_run.artifact,
    metrics=digit_training_run.metrics,
    gates=digit_training_run.gates,
)

digit_api_endpoint = modelwright.Endpoint(
    "digit-api",
    model="digit",
    version=digit_model_version.version,
    artifact=digit_model_version.artifact,
    port=0,
)

pulumi.export(
    "endpoints",
    {
        "digit-api": {
            "url": digit_api_endpoint.url,
            "model": "digit",
            "version": digit_api_endpoint.version,
        },
    },
)
pulumi.export(
    "models",
    {
        "digit": {
            "version": digit_model_version.version,
            "metrics": digit_model_version.metrics,
            "gates": digit_model_version.gates,
        },
    },
)
