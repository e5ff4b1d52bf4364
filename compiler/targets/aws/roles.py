"""Lowering of a role: who may take it, and the boundary that the environment puts on all roles."""

from __future__ import annotations

from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import Document
from compiler.targets.aws.nodes.access import Role
from compiler.targets.aws.settings import Settings

BOUNDARY: ConfigPath = ("platform", "permissions_boundary")


def lower_role(settings: Settings, name: str, at: ConfigPath, description: str, trust: Document) -> Role:
    """A role for what `at` describes in the spec."""
    boundary = settings.resolved.project.platform.permissions_boundary
    origin = settings.tagged(at, {"permissionsBoundary": BOUNDARY})
    return Role(Address("iam.Role", name), origin, description, trust, boundary)
