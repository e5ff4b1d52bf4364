"""Nobody has logged in, and no backend is named."""

from pathlib import Path

from compiler.engines.pulumi.faults import refusal
from compiler.model.stack import Stack


def case():
    stack = Stack("churn", "prod", Path.cwd(), Path(".modelwright"), Path.cwd() / "stacks" / "churn" / "prod")
    text = "\n stderr: error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"
    raise refusal(stack, None, [], {"kind": "CommandError", "text": text, "program": None})
