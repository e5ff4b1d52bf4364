"""Build the engine of a stack with the providers that it drives."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.engines.embedded import EmbeddedEngine
    from compiler.provider import LocalProvider


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
