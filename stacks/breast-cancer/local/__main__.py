"""Pulumi program compiled by Modelwright."""

# Project breast-cancer, environment local
# Source: examples/breast-cancer/modelwright.yaml

import json
from pathlib import Path

import pulumi
import pulumi_modelwright as modelwright

biopsies_dataset = modelwright.Dataset(
    "biopsies",
    source="examples/breast-cancer/data/biopsies.csv",
    digest="sha256:fdd920b6760d6a55fba471d4b22fc3904f4c0af70c89d4f0ea14095a9696856c",
    columns=[
        {"name": "sample_id", "type": "identifier"},
        {"name": "mean_radius", "type": "number"},
        {"name": "mean_texture", "type": "number"},
        {"name": "mean_perimeter", "type": "number"},
        {"name": "mean_area", "type": "number"},
        {"name": "mean_smoothness", "type": "number"},
        {"name": "mean_compactness", "type": "number"},
        {"name": "mean_concavity", "type": "number"},
        {"name": "mean_concave_points", "type": "number"},
        {"name": "mean_symmetry", "type": "number"},
        {"name": "mean_fractal_dimension", "type": "number"},
        {"name": "radius_error", "type": "number"},
        {"name": "texture_error", "type": "number"},
        {"name": "perimeter_error", "type": "number"},
        {"name": "area_error", "type": "number"},
        {"name": "smoothness_error", "type": "number"},
        {"name": "compactness_error", "type": "number"},
        {"name": "concavity_error", "type": "number"},
        {"name": "concave_points_error", "type": "number"},
        {"name": "symmetry_error", "type": "number"},
        {"name": "fractal_dimension_error", "type": "number"},
        {"name": "worst_radius", "type": "number"},
        {"name": "worst_texture", "type": "number"},
        {"name": "worst_perimeter", "type": "number"},
        {"name": "worst_area", "type": "number"},
        {"name": "worst_smoothness", "type": "number"},
        {"name": "worst_compactness", "type": "number"},
        {"name": "worst_concavity", "type": "number"},
        {"name": "worst_concave_points", "type": "number"},
        {"name": "worst_symmetry", "type": "number"},
        {"name": "worst_fractal_dimension", "type": "number"},
        {
            "name": "diagnosis",
            "type": "category",
            "values": ["benign", "malignant"],
        },
    ],
    missing=["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"],
    checks=[
        {
            "text": "rows >= 500",
            "name": "rows",
            "column": None,
            "op": ">=",
            "value": 500.0,
        },
        {
            "text": "unique(sample_id)",
            "name": "unique",
            "column": "sample_id",
            "op": None,
            "value": None,
        },
        {
            "text": "missing(diagnosis) <= 0",
            "name": "missing",
            "column": "diagnosis",
            "op": "<=",
            "value": 0.0,
        },
        {
            "text": "min(mean_radius) > 0",
            "name": "min",
            "column": "mean_radius",
            "op": ">",
            "value": 0.0,
        },
    ],
)

diagnosis_training_run = modelwright.TrainingRun(
    "diagnosis",
    dataset=biopsies_dataset.location,
    dataset_digest=biopsies_dataset.digest,
    definition=json.loads(
        Path("jobs/diagnosis.json").read_text("utf-8"),
    ),
)

diagnosis_model_version = modelwright.ModelVersion(
    "diagnosis",
    model="diagnosis",
    artifact=diagnosis_training_run.artifact,
    metrics=diagnosis_training_run.metrics,
    gates=diagnosis_training_run.gates,
)

diagnosis_api_endpoint = modelwright.Endpoint(
    "diagnosis-api",
    model="diagnosis",
    version=diagnosis_model_version.version,
    artifact=diagnosis_model_version.artifact,
    port=0,
)

pulumi.export(
    "endpoints",
    {
        "diagnosis-api": {
            "url": diagnosis_api_endpoint.url,
            "model": "diagnosis",
            "version": diagnosis_api_endpoint.version,
        },
    },
)
pulumi.export(
    "models",
    {
        "diagnosis": {
            "version": diagnosis_model_version.version,
            "metrics": diagnosis_model_version.metrics,
            "gates": diagnosis_model_version.gates,
        },
    },
)
