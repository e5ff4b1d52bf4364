"""Another passphrase than the one that the stack was made with."""

from pathlib import Path

from compiler.engines.pulumi.faults import refusal
from compiler.model.stack import Stack


def case():
    stack = Stack("churn", "prod", Path.cwd(), Path(".modelwright"), Path.cwd() / "stacks" / "churn" / "prod")
    text = "\n code: 255\n stdout: \n stderr: error: getting secrets manager: incorrect passphrase"
    raise refusal(stack, None, [], {"kind": "CommandError", "text": text, "program": None})
