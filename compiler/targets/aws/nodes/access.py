"""Nodes of roles and their policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Origin, Ref
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Role:
    """What one workload runs as; `trust` says who may take the role, `boundary` names the policy that it never
    exceeds.
    """

    address: Address
    origin: Origin
    description: str
    trust: Mapping[str, object]
    boundary: str | None


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """All that a role may do."""

    address: Address
    origin: Origin
    role: Ref
    policy: Mapping[str, object]


AccessNode = Role | RolePolicy
