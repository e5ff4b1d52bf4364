"""What a backend holds of a stack: an exported deployment in, the steps that would remove it and its outputs out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compiler.engines.adoption import Managed
from compiler.engines.embedded.removal import address_of, step_for
from compiler.engines.embedded.state import State, from_json
from compiler.engines.pulumi.story import MASK
from compiler.model.plan import Step
from compiler.model.stack import Stack
from compiler.provider.marshal import SECRET, SIGNATURE
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.diagnostic import refuse


def recorded_from(deployment: Mapping[str, Any]) -> Recorded:
    """What an exported deployment holds. Raises `Refused` (P001)."""
    try:
        return Recorded(from_json({"version": 3, "deployment": deployment}))
    except ValueError as error:
        raise refuse("P001", f"what the backend holds of this stack is damaged: {error}") from error


@dataclass(frozen=True, slots=True)
class Recorded:
    """The state in the same form as the embedded engine's."""

    state: State

    @property
    def steps(self) -> tuple[Step, ...]:
        """The recorded resources that stand, last first, each as a step that deletes it."""
        return tuple(step_for(record) for record in reversed(self.state.records) if record.managed and record.stands)

    @property
    def standing(self) -> dict[str, Address]:
        """The recorded resources that providers have made, by URN."""
        return {item.urn: address_of(item) for item in self.state.records if item.managed and item.stands}

    @property
    def managed(self) -> tuple[Managed, ...]:
        """What a resource to be taken over must not be."""
        return tuple((address_of(item), item.type, item.id) for item in self.state.records if item.urn in self.standing)

    @property
    def protected(self) -> dict[str, Address]:
        """Those of them that must not go."""
        held = {item.urn for item in self.state.records if item.protect}
        return {urn: address for urn, address in self.standing.items() if urn in held}

    @property
    def retains(self) -> bool:
        """Whether there is anything that a deletion would only forget."""
        return any(record.retain for record in self.state.records)

    def outputs(self, stack: Stack) -> dict[str, object]:
        """The stack's outputs; what is secret reads `[secret]`."""
        root = urns.root(stack.environment, stack.project)
        found = next((record.outputs for record in self.state.records if record.urn == root), {})
        return {key: _masked(value) for key, value in found.items()}


def _masked(value: object) -> object:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return MASK
        return {key: _masked(item) for key, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, list) else value
