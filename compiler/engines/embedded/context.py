"""What every step of an operation needs: the stack, its providers, whom to tell, and whether to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock

from compiler.model import events
from compiler.model.consent import NONE, Consent
from compiler.model.manifest import Manifest
from compiler.model.placing import place_of, placed
from compiler.model.stack import Stack
from compiler.provider.protocol import Provider, Resource, Scope
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused, refuse
from compiler.source.location import ConfigPath, Location
from compiler.source.nearest import suggest

ReadManifest = Callable[[Path], Manifest | None]
PARALLEL = 4
"""Provider operations at the same time; training uses one core each."""


def silent(event: events.Event) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Context:
    """One operation on one stack. `stop` is set once nothing new may begin; `consent` is for what is protected."""

    stack: Stack
    providers: Mapping[str, Provider]
    manifest: Manifest | None = None
    on_event: events.OnEvent = silent
    consent: Consent = NONE
    stop: Event = field(default_factory=Event)
    cancelled: Event = field(default_factory=Event)
    slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(PARALLEL))
    _telling: Lock = field(default_factory=Lock)

    def tell(self, event: events.Event) -> None:
        """Pass an event on, one at a time whatever the thread."""
        with self._telling:
            self.on_event(event)

    def scope(self, address: Address) -> Scope:
        """The scope in which a provider works. `say` and `pulse` raise KeyboardInterrupt once it is cancelled."""

        def pulse() -> None:
            if self.cancelled.is_set():
                raise KeyboardInterrupt

        def say(text: str) -> None:
            pulse()
            self.tell(events.Progress(address, text))

        stack = self.stack
        return Scope(stack.root, stack.private, stack.project, stack.environment, address.name, say, pulse)

    def provider(self, type_: str, address: Address | None = None) -> Provider:
        """The provider of a type's package. Raises `Refused` (P006)."""
        package = urns.package_of(type_)
        if found := self.providers.get(package):
            return found
        where = self.location(address)
        raise refuse(
            "P006",
            f"no provider of this engine knows `{type_}`",
            location=where[0],
            hint=suggest(package, self.providers) or "run this environment with `engine: pulumi`",
        )

    def handler(self, type_: str, address: Address) -> Resource:
        """The handler of a type. Raises `Refused` (P006)."""
        found = self.provider(type_, address).resource(type_)
        if found is None:
            where = self.location(address)
            raise refuse("P006", f"the provider `{urns.package_of(type_)}` has no `{type_}`", location=where[0])
        return found

    def location(self, address: Address | None, path: str = "") -> tuple[Location | None, ConfigPath]:
        """Where a resource was written, or the nearest part of it that holds the input `path`."""
        return place_of(self.manifest, address, path)

    def refused(
        self, code: str, summary: str, address: Address | None = None, *, path: str = "", hint: str = ""
    ) -> Refused:
        """A refusal placed at the spec line of a resource."""
        location, where = self.location(address, path)
        return Refused([Diagnostic(code, summary, location, where, hint)])

    def placed(self, refusal: Refused, address: Address) -> Refused:
        """The same refusal, told at the spec line behind the input that a diagnostic names, or behind the resource."""
        return placed(self.manifest, refusal, address)
