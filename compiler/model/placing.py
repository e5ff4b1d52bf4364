"""Diagnostics about resources, told at the lines of the spec: a manifest and an address in, places out."""

from __future__ import annotations

from dataclasses import replace

from compiler.model.manifest import Manifest
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused
from compiler.source.location import ConfigPath, Location, format_path


def place_of(manifest: Manifest | None, address: Address | None, path: str = "") -> tuple[Location | None, ConfigPath]:
    """Where a resource was written, or the nearest part of it that holds the input `path`."""
    source = manifest.resources.get(str(address)) if manifest and address else None
    if source is None:
        return None, ()
    holders = [key for key in source.inputs if path == key or path.startswith((f"{key}.", f"{key}["))]
    if path and holders:
        nearest = source.inputs[max(holders, key=len)]
        return nearest.location, nearest.path
    return source.location, source.path


def placed(manifest: Manifest | None, refusal: Refused, address: Address) -> Refused:
    """The same refusal, told at the spec line behind the input that a diagnostic names, or behind the resource."""

    def place(item: Diagnostic) -> Diagnostic:
        location, path = place_of(manifest, address, format_path(item.path))
        return replace(item, location=location, path=path)

    return Refused(item if item.location else place(item) for item in refusal.diagnostics)
