"""Build the engine of a stack with the providers that it drives."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from compiler.model.manifest import Manifest
from compiler.operations.prepare import Prepared
from compiler.source.diagnostic import refuse
from compiler.source.location import Location

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


def require_embedded(prepared: Prepared) -> None:
    """Raise unless the environment is run by the embedded engine."""
    if prepared.engine == "embedded":
        return
    folder = prepared.stack.program.relative_to(prepared.stack.root).as_posix()
    raise refuse(
        "O001",
        f"environment `{prepared.stack.environment}` is deployed by the Pulumi CLI, not by this command",
        location=_place(prepared.manifest),
        hint=f"run: cd {folder} && pulumi up",
    )


def _place(manifest: Manifest) -> Location | None:
    return next((source.location for source in manifest.resources.values()), None)
