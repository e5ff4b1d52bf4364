"""The names that the provider chooses: `<logical>-<7 hex>`, or what the engine proposes, within a length.

As `ComputeAutoNameDefault` of pulumi-terraform-bridge does it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tests.aws.types import Autoname


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `pulumi:autonaming` of a stack makes of a resource's name; `mode` is propose, enforce or disable."""

    name: str
    mode: str = "propose"


def choose(rule: Autoname, logical: str, seed: bytes, proposal: Proposal | None = None) -> str:
    """Raises ValueError where no name comes out."""
    if proposal is not None:
        return _proposed(rule, proposal)
    stem = logical.lower() if rule.lower else logical
    if not rule.random:
        return stem
    if len(stem) + 1 + rule.random > rule.longest:
        raise ValueError(f"name '{stem}' plus {rule.random} random chars is longer than maximum length {rule.longest}")
    return f"{stem}-{hashlib.sha256(seed).hexdigest()[: rule.random]}"


def _proposed(rule: Autoname, proposal: Proposal) -> str:
    if proposal.mode == "disable":
        raise ValueError("automatic naming is disabled but no explicit name was provided")
    if proposal.mode == "enforce":
        return proposal.name
    name = proposal.name.lower() if rule.lower else proposal.name
    if len(name) > rule.longest:
        raise ValueError(f"calculated name '{name}' exceeds maximum length of {rule.longest}")
    return name
