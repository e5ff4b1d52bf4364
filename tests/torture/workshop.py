"""A small workspace to attack: one project, one table, and the phases over it in this process."""

from __future__ import annotations

from pathlib import Path

from compiler.pipeline import Compiled, compile_stack, open_session
from compiler.source.diagnostic import Checked

SPEC = """\
project: churn
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns:
      age: integer
      plan: {type: category, values: [free, pro]}
      churned: boolean
models:
  churn:
    dataset: customers
    target: churned
    estimator: sklearn.linear_model.LogisticRegression
serving:
  churn-api: {model: churn}
environments:
  prod: {}
"""
TABLE = "age,plan,churned\n" + "".join(f"{20 + n % 50},{('free', 'pro')[n % 2]},{n % 3 == 0}\n" for n in range(60))


def workspace(folder: Path, spec: str = SPEC) -> Path:
    """Write a workspace with one project at its root; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "modelwright.toml").write_text("", encoding="utf-8")
    (folder / "customers.csv").write_text(TABLE, encoding="utf-8")
    (folder / "modelwright.yaml").write_text(spec, encoding="utf-8")
    return folder


def compiled(folder: Path, environment: str) -> Checked[Compiled]:
    """The project of a workspace, compiled in memory."""
    opened = open_session(folder, None, environment)
    return compile_stack(opened.value) if opened.value else Checked(None, opened.diagnostics)


def edited(old: str, new: str, spec: str = SPEC) -> str:
    """The spec with one place changed."""
    assert spec.count(old) == 1, old
    return spec.replace(old, new)
