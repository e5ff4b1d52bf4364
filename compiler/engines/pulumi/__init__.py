"""The Pulumi engine: the same compiled program, run by the Pulumi CLI through the Automation API."""

from __future__ import annotations

from compiler.engines.pulumi.access import answers, forget_past, local_folder, surely_absent
from compiler.engines.pulumi.command import require_cli
from compiler.engines.pulumi.engine import PulumiEngine

__all__ = ["PulumiEngine", "answers", "forget_past", "local_folder", "require_cli", "surely_absent"]
