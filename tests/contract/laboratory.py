"""One workspace with one stack, one fake world and one engine: programs in, outcomes and what really stands out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fake_cloud import FakeProvider, World

from compiler.engines.embedded import EmbeddedEngine
from compiler.engines.protocol import Engine, Outcome
from compiler.engines.pulumi import PulumiEngine
from compiler.model.consent import Consent
from compiler.model.events import Event
from compiler.model.stack import Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Refused

PREFIX = """
import pulumi
from pulumi import ResourceOptions as Options

class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        inputs = {"serial": None, "size": None, "color": None, **props}
        super().__init__("fake:index:Thing", name, inputs, opts)

"""

ENGINES: dict[str, Callable[[World], Engine]] = {
    "embedded": lambda world: EmbeddedEngine({"fake": FakeProvider(world)}),
    "pulumi": lambda world: PulumiEngine(),
}


@dataclass(slots=True)
class Laboratory:
    """`events` holds what the engine told since the last operation began."""

    root: Path
    engine_name: str = "embedded"
    reads_first: bool = False
    events: list[Event] = field(default_factory=list)
    _engine: Engine | None = None

    @property
    def world(self) -> World:
        return World(self.root / "world")

    @property
    def engine(self) -> Engine:
        self._engine = self._engine or ENGINES[self.engine_name](self.world)
        return self._engine

    def close(self) -> None:
        """End what the engine keeps running."""
        if isinstance(self._engine, (EmbeddedEngine, PulumiEngine)):
            self._engine.close()

    @property
    def stack(self) -> Stack:
        private, program = self.root / ".modelwright", self.root / "program"
        backend = f"file://{private / 'pulumi'}"
        config = {"fake:region": "moon"}
        return Stack("laboratory", "local", self.root, private, program, config, backend, reads_first=self.reads_first)

    def program(self, text: str) -> None:
        """Replace the program; `Thing`, `Options` and `pulumi` are at hand."""
        self.stack.program.mkdir(parents=True, exist_ok=True)
        (self.stack.program / "__main__.py").write_text(PREFIX + text)

    def preview(self, *allowed: str) -> list[str]:
        return told(self.engine.preview(self.stack, consent(allowed)))

    def apply(self, text: str | None = None, *allowed: str) -> list[str]:
        """`allowed` are the names of protected things that may go."""
        if text is not None:
            self.program(text)
        self.events.clear()
        return told(self.engine.apply(self.stack, self.events.append, consent(allowed)))

    def destroy(self, *allowed: str) -> list[str]:
        self.events.clear()
        return told(self.engine.destroy(self.stack, self.events.append, consent(allowed)))

    def refresh(self) -> list[str]:
        self.events.clear()
        return told(self.engine.refresh(self.stack, self.events.append))

    def outputs(self) -> dict[str, object]:
        return self.engine.outputs(self.stack)

    def refused(self, act: Callable[[], object]) -> list[str]:
        """What an operation refuses with, as `CODE summary`."""
        try:
            act()
        except Refused as refusal:
            return [f"{item.code} {item.summary}" for item in refusal.diagnostics]
        raise AssertionError("nothing was refused")

    def elsewhere(self, operation: str) -> subprocess.Popen[bytes]:
        """The same operation in a process of its own."""
        return subprocess.Popen(
            [sys.executable, __file__, str(self.root), self.engine_name, operation],
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def consent(names: tuple[str, ...]) -> Consent:
    return Consent(frozenset(Address("Thing", name) for name in names))


def told(outcome: Outcome) -> list[str]:
    """`create Thing.a`, without what stays the same."""
    return [f"{step.action} {step.address}" for step in outcome.steps if step.action != "same"]


if __name__ == "__main__":
    getattr(Laboratory(Path(sys.argv[1]), sys.argv[2]), sys.argv[3])()
