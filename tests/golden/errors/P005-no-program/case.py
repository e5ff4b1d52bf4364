"""A stack whose compiled program was removed between its compilation and its run."""

from pathlib import Path

from compiler.model.stack import Stack
from compiler.operations.engine import embedded_engine


def case():
    workspace = Path.cwd()
    stack = Stack("churn", "local", workspace, workspace / ".modelwright", workspace / "stacks/churn/local")
    with embedded_engine() as (engine, _):
        engine.preview(stack)
