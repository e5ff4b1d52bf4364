"""Puts the example of a code into a whole project and validates that. In: an example; out: the codes that are told."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
from pathlib import Path

from compiler.cli.run import run

CLASSIFIER = {
    "project": "churn",
    "owner": "growth-ml",
    "datasets": {
        "customers": {
            "source": "data/customers.csv",
            "columns": {
                "customer_id": "identifier",
                "age": "integer",
                "income": "number",
                "tenure": "integer",
                "plan": "{type: category, values: [free, pro]}",
                "grade": "{type: category, values: [low, high]}",
                "churned": "boolean",
            },
            "checks": "[rows >= 10]",
        },
    },
    "models": {
        "churn": {
            "dataset": "customers",
            "target": "churned",
            "estimator": "sklearn.ensemble.RandomForestClassifier",
            "params": "{n_estimators: 20}",
            "split": "{test: 0.2}",
            "metrics": "[roc_auc]",
            "gates": "[roc_auc >= 0.6]",
            "train": {"compute": "small", "timeout": "30m"},
        },
    },
    "serving": {"churn-api": {"model": "churn", "mode": "realtime"}},
    "environments": "{dev: {}, prod: {}}",
}
"""Values are YAML in flow style; a mapping is a level into which an example may be put."""
REGRESSOR = {
    "target": "income",
    "estimator": "sklearn.linear_model.Ridge",
    "params": "{alpha: 1.0}",
    "metrics": "[rmse]",
    "gates": "[r2 >= 0.1]",
}
BARE = {"params": "{}", "metrics": "[accuracy]", "gates": "[]"}
"""A model to which any estimator of a classification fits."""
LEVELS = {
    (): "project owner description datasets models serving environments defaults "
    "include env platform budget waive moved hydra",
    ("datasets", "customers"): "source columns checks missing",
    ("datasets", "customers", "columns"): "customer_id tenures tenure plan grade churned",
    ("models", "churn"): "dataset target estimator params split metrics gates train retrain "
    "preprocess features exclude entrypoint tune",
    ("models", "churn", "train"): "timeout compute",
    ("models", "churn", "retrain"): "schedule cooldown",
    ("serving", "churn-api"): "model mode scale rollout monitor port batch variants",
    ("serving", "churn-api", "rollout"): "rollback_on",
    ("serving", "churn-api", "monitor"): "drift",
}  # fmt: skip
TEXTS = (("free", "low", "true"), ("pro", "low", "false"), ("free", "high", "false"), ("pro", "high", "true"))
HEADER = "customer_id,age,income,tenure,plan,grade,churned"
_KEY = re.compile(r"^([\w-]+):")


def blocks(example):
    """The entries of an example: the key of each, and its lines."""
    found = []
    for line in example.splitlines():
        if match := _KEY.match(line):
            found.append((match[1], [line]))
        elif found:
            found[-1][1].append(line)
        else:
            return []
    return found


def spec(example, model=None, environments=True):
    """The project file with the example in it; None when there is no place for it."""
    placed = {}
    for key, lines in blocks(example):
        level = (
            () if key.startswith("x-") else next((path for path, keys in LEVELS.items() if key in keys.split()), None)
        )
        if level is None:
            return None
        placed.setdefault(level, []).extend(lines)
    tree = {**CLASSIFIER, "models": {"churn": {**CLASSIFIER["models"]["churn"], **(model or {})}}}
    if not environments:
        del tree["environments"]
    return "\n".join(written(tree, (), placed)) + "\n" if placed else None


def written(tree, path, placed):
    """The lines of a level: what the example says, then the rest of the base."""
    pad = "  " * len(path)
    own = placed.get(path, [])
    lines = [pad + line for line in own]
    taken = {key for key, _ in blocks("\n".join(own))}
    for key, value in tree.items():
        if key not in taken:
            lines += (
                [f"{pad}{key}:", *written(value, (*path, key), placed)]
                if isinstance(value, dict)
                else [f"{pad}{key}: {value}"]
            )
    for level in placed:
        if level[: len(path)] == path and len(level) == len(path) + 1 and level[-1] not in {*tree, *taken}:
            lines += [f"{pad}{level[-1]}:", *written({}, level, placed)]
    return lines


def prepare(folder: Path):
    """The files beside the project file."""
    (folder / "modelwright.toml").touch()
    (folder / "data").mkdir()
    seeded = random.Random(7)
    rows = [(n, 20 + n % 50, f"{seeded.random():.4f}", n % 9, *seeded.choice(TEXTS)) for n in range(40)]
    (folder / "data" / "customers.csv").write_text(
        "\n".join([HEADER, *(",".join(map(str, row)) for row in rows)]) + "\n"
    )
    (folder / "data" / "customers.parquet").write_bytes(b"PAR1")
    (folder / "train.py").write_text("def build(params):\n    return None\n")
    (folder / "models").mkdir()
    (folder / "models" / "churn.yaml").write_text("x-more: 1\n")


def codes(folder: Path, text: str | None, words=()):
    """The codes that `validate` tells about a project file."""
    if text is not None:
        (folder / "modelwright.yaml").write_text(text)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(["-C", str(folder), "validate", ".", *words, "--json"])
    return {item["code"] for item in json.loads(out.getvalue())["diagnostics"]}
