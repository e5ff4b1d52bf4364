"""A small workspace with data, and inputs for every kind of resource."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.provider.local import LocalProvider
from compiler.provider.protocol import Created, Props, Resource, Scope
from compiler.source.canonical import digest_file

COLUMNS = [
    {"name": "age", "type": "number", "values": []},
    {"name": "plan", "type": "category", "values": ["free", "pro"]},
    {"name": "churned", "type": "boolean", "values": []},
]
ROWS = {"text": "rows >= 100", "name": "rows", "op": ">=", "value": 100}
"""A check as it comes over the wire, without its null."""


def write_data(path: Path, rows: int = 300) -> None:
    dice = random.Random(7)
    lines = ["age,plan,churned"]
    for _ in range(rows):
        age, plan = dice.random(), dice.choice(["free", "pro"])
        lines.append(f"{age:.4f},{plan},{'yes' if age + dice.random() * 0.3 > 0.6 else 'no'}")
    path.write_text("\n".join(lines) + "\n")


def gate(text: str) -> Props:
    metric, op, bound, *rest = text.split()
    offset = float("".join(rest)) if rest else 0.0
    champion = bound == "champion"
    return {
        "text": text,
        "metric": metric,
        "op": op,
        "champion": champion,
        "value": offset if champion else float(bound),
    }


@dataclass
class Workbench:
    root: Path
    provider: LocalProvider = field(default_factory=LocalProvider)
    heard: list[str] = field(default_factory=list)

    @property
    def private(self) -> Path:
        return self.root / ".modelwright"

    def scope(self, name: str, environment: str = "local") -> Scope:
        return Scope(self.root, self.private, "churn", environment, name, self.heard.append)

    def kind(self, name: str) -> Resource:
        resource = self.provider.resource(f"modelwright:index:{name}")
        assert resource is not None
        return resource

    def create(self, kind: str, name: str, inputs: Props, environment: str = "local") -> Created:
        scope = self.scope(name, environment)
        checked, failures = self.kind(kind).check(scope, inputs)
        assert not failures, failures
        return self.kind(kind).create(scope, checked)

    def dataset(self, **changes: Any) -> Props:
        given = {"source": "data.csv", "digest": digest_file(self.root / "data.csv"), "columns": COLUMNS}
        return {**given, "missing": ["NA"], "checks": [ROWS], **changes}

    def training(self, **changes: Any) -> Props:
        return {
            "dataset": "data.csv",
            "dataset_digest": digest_file(self.root / "data.csv"),
            "definition": definition(**changes),
        }

    def version(self, run: Created) -> Props:
        return {"model": "churn", **{key: run.outputs[key] for key in ("artifact", "metrics", "gates")}}

    def endpoint(self, version: Created, **changes: Any) -> Props:
        given = {"model": "churn", **{key: version.outputs[key] for key in ("version", "artifact")}}
        return {**given, **changes}


def definition(**changes: Any) -> Props:
    given: Props = {
        "version": 1,
        "project": "churn",
        "model": "churn",
        "task": "binary",
        "dataset": {"name": "customers", "columns": COLUMNS, "missing": ["NA"], "checks": [ROWS]},
        "target": "churned",
        "features": ["age"],
        "estimator": "sklearn.tree.DecisionTreeClassifier",
        "entrypoint": None,
        "params": {"max_depth": 2, "random_state": 1},
        "preprocess": {
            "numeric": {"impute": "median", "scale": "standard"},
            "category": {"impute": "most_frequent", "encode": "onehot"},
        },
        "split": {"test": 0.2, "seed": 7, "stratify": True},
        "metrics": ["accuracy", "roc_auc"],
        "gates": [gate("roc_auc >= 0.5")],
        "limits": {"timeout_seconds": 60, "threads": 1},
    }
    return {**copy.deepcopy(given), **changes}
