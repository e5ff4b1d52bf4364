"""Job definitions and requests for the tests of the runtime."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compiler.model.expressions import parse_check, parse_gate


@dataclass(frozen=True)
class Bundle:
    """A data file and the definition of a job on it."""

    source: Path
    job: dict[str, Any]

    def having(self, **changes: Any) -> Bundle:
        return Bundle(self.source, {**self.job, **changes})


def write_csv(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def numbers(names: list[str]) -> list[dict[str, Any]]:
    return [{"name": name, "type": "number", "values": []} for name in names]


def checks(*texts: str) -> list[dict[str, Any]]:
    found = [parse_check(text) for text in texts]
    return [{"text": c.text, "name": c.name, "column": c.column, "op": c.op, "value": c.value} for c in found]


def gates(*texts: str) -> list[dict[str, Any]]:
    found = [parse_gate(text) for text in texts]
    return [{"text": g.text, "metric": g.metric, "op": g.op, "champion": g.champion, "value": g.value} for g in found]


def definition(columns, target, task, estimator, params, metrics) -> dict[str, Any]:
    return {
        "version": 1,
        "project": "tests",
        "model": "model",
        "task": task,
        "dataset": {"name": "data", "columns": columns, "missing": ["", "NA"], "checks": []},
        "target": target,
        "features": [column["name"] for column in columns if column["name"] != target],
        "estimator": estimator,
        "entrypoint": None,
        "params": params,
        "preprocess": {
            "numeric": {"impute": "median", "scale": "standard"},
            "category": {"impute": "most_frequent", "encode": "onehot"},
        },
        "split": {"test": 0.2, "seed": 7, "stratify": task != "regression"},
        "metrics": metrics,
        "gates": [],
        "limits": {"timeout_seconds": 600, "threads": 1},
    }


def request(bundle: Bundle, output: Path, **more: Any) -> dict[str, Any]:
    result = output.with_name(f"{output.name}-result.json")
    base = {"definition": bundle.job, "source": str(bundle.source), "code": None, "champion": None}
    return {**base, "output": str(output), "result": str(result), **more}
