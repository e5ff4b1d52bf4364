"""The engines of one command: made when first asked for, ended at its end, with the providers that they drive."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from compiler.engines.embedded import EmbeddedEngine
    from compiler.engines.pulumi import PulumiEngine
    from compiler.provider import LocalProvider

EngineName = Literal["embedded", "pulumi"]


@dataclass(slots=True)
class Engines:
    """`embedded` and `pulumi` by need: importing either takes its time, and starting a process more."""

    _ending: ExitStack = field(default_factory=ExitStack)
    _embedded: tuple[EmbeddedEngine, LocalProvider] | None = None
    _pulumi: PulumiEngine | None = None

    @property
    def embedded(self) -> EmbeddedEngine:
        """The one that serves Pulumi's protocol itself."""
        return self._in_process()[0]

    @property
    def pulumi(self) -> PulumiEngine:
        """The one that drives the Pulumi CLI."""
        if self._pulumi is None:
            from compiler.emit import read_manifest
            from compiler.engines.pulumi import PulumiEngine

            self._pulumi = PulumiEngine(read_manifest)
            self._ending.callback(self._pulumi.close)
        return self._pulumi

    def named(self, name: str) -> EmbeddedEngine | PulumiEngine:
        """The engine of this name; of any that is not `pulumi`, the embedded one."""
        return self.pulumi if name == "pulumi" else self.embedded

    def prewarm(self) -> None:
        """Import what the provider's jobs need ahead of their work; plugins do so themselves."""
        self._in_process()[1].prewarm()

    def _in_process(self) -> tuple[EmbeddedEngine, LocalProvider]:
        if self._embedded is None:
            self._embedded = self._ending.enter_context(embedded_engine())
        return self._embedded


@contextmanager
def engines() -> Generator[Engines]:
    """What was started ends with the block."""
    with ExitStack() as ending:
        yield Engines(ending)


@contextmanager
def embedded_engine() -> Generator[tuple[EmbeddedEngine, LocalProvider]]:
    """The engine that serves Pulumi's protocol itself: our provider in process, cloud resources planned only."""
    from compiler.emit import read_manifest
    from compiler.engines.embedded import EmbeddedEngine, PlannedProvider
    from compiler.provider import LocalProvider
    from compiler.targets.aws.functions import FUNCTIONS

    local = LocalProvider()
    engine = EmbeddedEngine({"modelwright": local, "aws": PlannedProvider("aws", FUNCTIONS)}, read_manifest)
    try:
        yield engine, local
    finally:
        engine.close()
        local.close()
