"""Pulumi program compiled by Modelwright."""

# Project churn, environment local
# Source: examples/churn/modelwright.yaml

import json
from pathlib import Path

import pulumi
import pulumi_modelwright as modelwright

customers_dataset = modelwright.Dataset(
    "customers",
    source="examples/churn/data/customers.csv",
    digest="sha256:abababababababababababababababababababababababababababababababab",
    columns=[
        {"name": "customer_id", "type": "identifier"},
        {"name": "tenure_months", "type": "integer"},
        {
            "name": "plan",
            "type": "category",
            "values": ["free", "pro"],
        },
        {"name": "churned", "type": "boolean"},
    ],
    missing=["", "NA"],
    checks=[
        {
            "text": "rows >= 500",
            "name": "rows",
            "column": None,
            "op": ">=",
            "value": 500.0,
        },
        {
            "text": "missing(tenure_months) <= 0.02",
            "name": "missing",
            "column": "tenure_months",
            "op": "<=",
            "value": 0.02,
        },
        {
            "text": "unique(customer_id)",
            "name": "unique",
            "column": "customer_id",
            "op": None,
            "value": None,
        },
    ],
    opts=pulumi.ResourceOptions(
        aliases=[
            pulumi.Alias(name="people"),
        ],
    ),
)

churn_training_run = modelwright.TrainingRun(
    "churn",
    dataset=customers_dataset.location,
    dataset_digest=customers_dataset.digest,
    definition=json.loads(
        Path("jobs/churn.json").read_text("utf-8"),
    ),
    opts=pulumi.ResourceOptions(
        aliases=[
            pulumi.Alias(name="leavers"),
            pulumi.Alias(name="attrition"),
        ],
    ),
)

churn_model_version = modelwright.ModelVersion(
    "churn",
    model="churn",
    artifact=churn_training_run.artifact,
    metrics=churn_training_run.metrics,
    gates=churn_training_run.gates,
    opts=pulumi.ResourceOptions(
        aliases=[
            pulumi.Alias(name="leavers"),
            pulumi.Alias(name="attrition"),
        ],
    ),
)

churn_api_endpoint = modelwright.Endpoint(
    "churn-api",
    model="churn",
    version=churn_model_version.version,
    artifact=churn_model_version.artifact,
    port=0,
    opts=pulumi.ResourceOptions(
        aliases=[
            pulumi.Alias(name="leavers-api"),
        ],
    ),
)

pulumi.export(
    "endpoints",
    {
        "churn-api": {
            "url": churn_api_endpoint.url,
            "model": "churn",
            "version": churn_api_endpoint.version,
        },
    },
)
pulumi.export(
    "models",
    {
        "churn": {
            "version": churn_model_version.version,
            "metrics": churn_model_version.metrics,
            "gates": churn_model_version.gates,
        },
    },
)
