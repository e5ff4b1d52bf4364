"""Pulumi finds no plugin for a package of the program, and cannot download one."""

from pathlib import Path

from compiler.engines.pulumi.faults import refusal
from compiler.engines.pulumi.story import Said
from compiler.model.stack import Stack

SAID = (
    "could not load plugin for fake provider 'urn:pulumi:local::churn::pulumi:providers:fake::default': Could not "
    "automatically download and install resource plugin 'pulumi-resource-fake', install the plugin using `pulumi plugin"
    " install resource fake`: could not find latest version for provider fake"
)


def case():
    stack = Stack("churn", "local", Path.cwd(), Path(".modelwright"), Path.cwd() / "stacks" / "churn" / "local")
    failure = {"kind": "CommandError", "text": "update failed", "program": None}
    raise refusal(stack, None, [Said("urn:pulumi:local::churn::fake:index:Thing::one", SAID)], failure)
