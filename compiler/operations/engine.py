"""Choose and build the engine of a stack, and say in the user's terms where its failures come from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.model.events import Event, Failed, OnEvent
from compiler.model.manifest import Manifest
from compiler.operations.prepare import Prepared
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused, refuse
from compiler.source.location import Location, format_path

if TYPE_CHECKING:
    from compiler.engines.embedded import EmbeddedEngine
    from compiler.provider import LocalProvider


@contextmanager
def embedded_engine() -> Iterator[tuple[EmbeddedEngine, LocalProvider]]:
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


@contextmanager
def located(manifest: Manifest | None, on_event: OnEvent) -> Iterator[OnEvent]:
    """Within this block, what a resource refuses is told with the spec line behind the resource or its input."""
    failed: list[Address] = []

    def listen(event: Event) -> None:
        if isinstance(event, Failed):
            failed.append(event.step.address)
        on_event(event)

    try:
        yield listen
    except Refused as refused:
        address = failed[0] if failed else None
        raise Refused(_locate(item, manifest, address) for item in refused.diagnostics) from refused


def _locate(item: Diagnostic, manifest: Manifest | None, address: Address | None) -> Diagnostic:
    source = manifest.resources.get(str(address)) if manifest else None
    if item.location or source is None:
        return item
    text = format_path(item.path)
    for known in sorted(source.inputs, key=len, reverse=True):
        if text == known or text.startswith((f"{known}.", f"{known}[")):
            found = source.inputs[known]
            return replace(item, location=found.location, path=found.path)
    return replace(item, location=source.location, path=source.path)


def _place(manifest: Manifest) -> Location | None:
    return next((source.location for source in manifest.resources.values()), None)
