"""What an engine and its providers tell while they work; displays and JSON reports are made from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compiler.model.plan import Action, Step
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Started:
    """Work on a resource began."""

    step: Step


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of news about a resource's ongoing work, such as `fitting on 455 rows`."""

    address: Address
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Work on a resource ended well. `outputs` are the resource's outputs."""

    step: Step
    outputs: dict[str, object]
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Work on a resource ended badly; the diagnostics follow in the exception of the operation."""

    step: Step
    summary: str
    seconds: float


Event = Started | Progress | Finished | Failed
OnEvent = Callable[[Event], None]


def without_reads(on_event: OnEvent) -> OnEvent:
    """Whom to tell what is done, and nothing of what is only looked at before."""

    def tell(event: Event) -> None:
        if not (isinstance(event, (Started, Finished)) and event.step.action is Action.READ):
            on_event(event)

    return tell
