"""What a platform took back after its provider had called an update done, such as an endpoint that alarms rolled back.

In: the events of an `up`; out: a refusal at the line of the spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.model import events
from compiler.model.manifest import Manifest
from compiler.model.placing import place_of
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused


@dataclass(frozen=True, slots=True)
class Reverted:
    """The input `path` reads `found` again, not `wanted`."""

    address: Address
    path: str
    wanted: object
    found: object


@dataclass(slots=True)
class Watch:
    """Passes events on. `inputs` are those that a platform may take back, by type of resource."""

    inputs: Mapping[str, str]
    on_event: events.OnEvent
    found: list[Reverted] = field(default_factory=list)

    def hear(self, event: events.Event) -> None:
        """As `OnEvent`."""
        self.on_event(event)
        if isinstance(event, events.Finished):
            path = self.inputs.get(event.step.address.type)
            for change in event.step.changes:
                if change.path == path and event.outputs.get(path) not in (None, change.new):
                    item = Reverted(event.step.address, path, change.new, event.outputs[path])
                    self.found.append(item)

    def require_none(self, manifest: Manifest) -> None:
        """Raises `Refused` (P022) naming each."""
        if self.found:
            raise Refused(_diagnostic(item, manifest) for item in self.found)


def _diagnostic(item: Reverted, manifest: Manifest) -> Diagnostic:
    location, path = place_of(manifest, item.address)
    summary = f"`{item.address}` was rolled back: its `{item.path}` is `{item.found}` again, not `{item.wanted}`"
    hint = "what was there before still runs; see what its alarms saw, then `modelwright up` tries again"
    return Diagnostic("P022", summary, location, path, hint)
