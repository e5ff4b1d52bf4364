"""Noun of the private network that containers run in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """Ids of subnets and security groups of a VPC."""

    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
