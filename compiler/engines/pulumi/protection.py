"""What is protected and may go with consent: a deployment and a consent in, a copy without protection and marks out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from compiler.engines.pulumi.recorded import Recorded
from compiler.model.consent import Consent
from compiler.model.plan import Action, Step
from compiler.source import urns
from compiler.source.address import Address

Registered = tuple[str, str]
"""Type and name, as a program registers a resource."""


def covered(recorded: Recorded, consent: Consent) -> dict[str, Address]:
    """The recorded resources that may go, by URN."""
    return {urn: address for urn, address in recorded.standing.items() if consent.covers(address)}


def unprotected(deployment: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """The deployment with these URNs unprotected."""
    listed = set(known)
    resources = [
        {**item, "protect": False} if item["urn"] in listed else item for item in deployment.get("resources") or ()
    ]
    return {**deployment, "resources": resources}


def registered(known: Iterable[str]) -> list[Registered]:
    """As the program registers the resources of these URNs."""
    return [(urns.type_of(urn), urns.name_of(urn)) for urn in known]


def marked(steps: Iterable[Step], gone: Iterable[Address], lifted: Iterable[Registered]) -> tuple[Step, ...]:
    """The steps, guarded where they delete what the state protects (`gone`) or replace what the program does."""
    held, written = set(gone), set(lifted)
    return tuple(
        replace(step, guarded=True)
        if (step.action is Action.DELETE and step.address in held)
        or (step.action is Action.REPLACE and (step.token, step.address.name) in written)
        else step
        for step in steps
    )
