"""What every engine can do with a stack. Both implementations pass the contract suite in `tests/contract`."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Protocol

from compiler.model.consent import NONE, Consent
from compiler.model.drift import Observed
from compiler.model.events import OnEvent
from compiler.model.plan import Step
from compiler.model.stack import Stack
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation did, in order, and the stack's outputs after it."""

    steps: tuple[Step, ...]
    outputs: dict[str, object]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A resource as the state has it."""

    address: Address
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to become of recorded resources, in their order: `inputs` are asked with what was made before.

    None leaves a resource alone. `outputs` are the stack's, as they were and as they are then.
    """

    inputs: Callable[[Recorded, Mapping[Address, Mapping[str, object]]], dict[str, object] | None]
    outputs: Callable[[Mapping[str, object], Mapping[Address, Mapping[str, object]]], Mapping[str, object]]


class Engine(Protocol):
    """All operations raise `Refused`; after one that failed half-way the state tells exactly what was done.

    What is protected goes only with consent, in that one run; P009 otherwise, before anything is done. The step that
    takes it away is `guarded`.
    """

    def preview(self, stack: Stack, consent: Consent = NONE) -> Outcome:
        """What `apply` would do; changes nothing. Outputs that are not known yet are absent."""
        ...

    def apply(self, stack: Stack, on_event: OnEvent, consent: Consent = NONE, state: str = "") -> Outcome:
        """Make what runs equal to the program. Old resources go only after their successors stand.

        With a `state`, P036 unless `state_digest` gives it when nobody else can change it any more.
        """
        ...

    def refresh(self, stack: Stack, on_event: OnEvent, only: Container[Address] | None = None) -> Outcome:
        """Read every resource and record what was found, also as inputs where a read tells them: `apply` restores.

        With `only` that of these resources, and nothing of others.
        """
        ...

    def observe(self, stack: Stack) -> tuple[Observed, ...]:
        """Read every resource and say what differs from what is recorded; records nothing, makes nothing."""
        ...

    def destroy(self, stack: Stack, on_event: OnEvent, consent: Consent = NONE) -> Outcome:
        """Remove every resource of the stack, dependents first; also those that outlive a successor."""
        ...

    def state_digest(self, stack: Stack) -> str:
        """Another one after each change of what is recorded; the same as long as nothing is done."""
        ...

    def take_over(self, stack: Stack, token: str, name: str, id: str) -> str:
        """Record an existing resource under a type token and a name; the id as it is recorded. Changes nothing else.

        It is protected until the program has been applied, which then says whether it is.
        """
        ...

    def resources(self, stack: Stack) -> tuple[Step, ...]:
        """What `destroy` would remove, in its order: the recorded resources, each as a step that deletes it."""
        ...

    def outputs(self, stack: Stack) -> dict[str, object]:
        """The outputs recorded by the last successful apply; empty when there is none."""
        ...
