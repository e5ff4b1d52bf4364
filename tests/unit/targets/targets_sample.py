"""A resolved project, made by hand: one dataset, one model, one serving target."""

from __future__ import annotations

import copy

from compiler.model.datafile import CodeFile, DataFile, Files
from compiler.model.metrics import Task
from compiler.model.resolved import Resolved
from compiler.source.location import ConfigPath, Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap

FILE = "examples/churn/modelwright.yaml"

TREE: dict = {
    "project": "churn",
    "owner": "growth-ml",
    "platform": {
        "target": "local",
        "engine": "embedded",
        "region": None,
        "log_retention_days": 30,
        "image": None,
        "tags": {},
        "compute": {
            "small": {"cpus": 2, "instance": "ml.m5.large", "serving_instance": "ml.m5.large", "volume_gb": 10},
        },
    },
    "datasets": {
        "customers": {
            "source": "data/customers.csv",
            "columns": {
                "churned": "boolean",
                "customer_id": "identifier",
                "plan": {"type": "category", "values": ["free", "pro"]},
                "tenure_months": "integer",
            },
            "checks": ["rows >= 500", "missing(tenure_months) <= 0.02", "unique(customer_id)"],
            "missing": ["", "NA"],
        }
    },
    "models": {
        "churn": {
            "dataset": "customers",
            "target": "churned",
            "estimator": "sklearn.ensemble.RandomForestClassifier",
            "params": {"n_estimators": 200, "max_depth": 8},
            "split": {"test": 0.2, "seed": 7},
            "metrics": ["log_loss"],
            "gates": ["roc_auc >= 0.80", "roc_auc >= champion - 0.01"],
            "train": {"compute": "small", "timeout": "30m"},
        }
    },
    "serving": {
        "churn-api": {"model": "churn", "mode": "realtime", "compute": "small", "scale": {}, "rollout": {}},
    },
}
DATA = {
    "customers": DataFile(
        "examples/churn/data/customers.csv",
        "sha256:" + "ab" * 32,
        1200,
        ("customer_id", "tenure_months", "plan", "churned"),
    )
}
CODE = {"churn": CodeFile("examples/churn/train.py", "sha256:" + "cd" * 32, ("build",))}


NOTHING = object()
"""Stands for a null in `changes`, where None removes the key."""


def tree(**changes: object) -> dict:
    """A deep copy of the sample with values set by dotted path (`models__churn__target=…`); None removes the key."""
    copied = copy.deepcopy(TREE)
    for dotted, value in changes.items():
        *parents, last = dotted.split("__")
        holder = copied
        for part in parents:
            holder = holder[part.replace("_api", "-api")]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = None if value is NOTHING else value
    return copied


def resolved(environment: str = "local", *, data: dict = DATA, code: dict = CODE, **changes: object) -> Resolved:
    """The sample, resolved; every top-level part's second level has a place in the project file."""
    from compiler.model.spec.project import NO_DATA, Project
    from compiler.validate.sourced import read_sourced, taken_apart

    plain = tree(**changes)
    layers: dict[ConfigPath, tuple[Layer, ...]] = {}
    line = 1
    for part, content in plain.items():
        line += 1
        layers[(part,)] = (_layer(line, content),)
        if part in ("datasets", "models", "serving"):
            for name in content:
                line += 1
                layers[(part, name)] = (_layer(line, content[name]),)
    rest, sourced = taken_apart(plain)
    pretrained, errors = read_sourced(sourced)
    assert not errors
    return Resolved(
        project=Project.model_validate(rest, context={NO_DATA: not rest["models"]}),
        environment=environment,
        folder="examples/churn",
        files=Files(data, code),
        sources=SourceMap(layers),
        tasks=dict.fromkeys(rest["models"], Task.BINARY),
        features=dict.fromkeys(rest["models"], ("tenure_months", "plan")),
        pretrained=pretrained,
    )


def on_aws(environment: str = "dev", **changes: object) -> Resolved:
    """The sample on AWS in eu-west-1."""
    cloud = {"platform__target": "aws", "platform__engine": "pulumi", "platform__region": "eu-west-1"}
    return resolved(environment, **{**cloud, **changes})


def _layer(line: int, value: object) -> Layer:
    return Layer(LayerKind.SPEC, Location(FILE, line, 3), Location(FILE, line, 1), value)
