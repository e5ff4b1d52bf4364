"""Names that a platform gives once: how often a resource was attempted ends its name, and is in the configuration.

In: what is recorded, or what failed; out: the stack with the next attempt in its configuration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from compiler.engines.embedded.removal import address_of
from compiler.engines.embedded.state import Record
from compiler.engines.protocol import Outcome
from compiler.model import events
from compiler.model.stack import Once, Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Refused

_MOST = 99
"""Names have room for two digits."""


def counted(stack: Stack, records: Iterable[Record]) -> Stack:
    """What stands keeps the number that its name ends in."""
    found = {}
    for record in records:
        address, number = address_of(record), re.search(r"-(\d{1,2})$", record.id)
        for item in stack.once:
            if number and record.stands and address.type == item.type:
                found[_key(stack, item, address)] = number[1]
    return replace(stack, config={**stack.config, **found})


def attempted(stack: Stack, on_event: events.OnEvent, act: Callable[[Stack, events.OnEvent], Outcome]) -> Outcome:
    """Act, and again under the next names as long as names are taken. Raises `Refused` for all else."""
    while True:
        taken = _Taken(stack.once, on_event)
        try:
            return act(stack, taken.hear)
        except Refused:
            if not taken.found:
                raise
            stack = _next(stack, taken)


@dataclass(slots=True)
class _Taken:
    """Passes events on, and gathers the resources that failed because their names are taken."""

    once: tuple[Once, ...]
    on_event: events.OnEvent
    found: list[tuple[Once, Address]] = field(default_factory=list)

    def hear(self, event: events.Event) -> None:
        self.on_event(event)
        if isinstance(event, events.Failed):
            address = event.step.address
            fits = (item for item in self.once if item.type == address.type and item.taken in event.summary)
            self.found += [(item, address) for item in fits]


def _next(stack: Stack, taken: _Taken) -> Stack:
    """With one more attempt of each. Raises the `Refused` that is being handled when there is no other name."""
    more = {}
    for item, address in taken.found:
        key = _key(stack, item, address)
        number = int(stack.config.get(key, "1")) + 1
        if number > _MOST:
            raise
        taken.on_event(events.Progress(address, f"its name is taken for good; this is attempt {number}"))
        more[key] = str(number)
    return replace(stack, config={**stack.config, **more})


def _key(stack: Stack, item: Once, address: Address) -> str:
    return f"{stack.project}:{item.setting}-{address.name}"
