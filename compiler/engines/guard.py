"""The refusal to let go of a protected resource, in the words of both engines."""

from __future__ import annotations

from compiler.model.manifest import Manifest
from compiler.model.placing import place_of
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic


def protected(manifest: Manifest | None, address: Address, *, replaced: bool = False, path: str = "") -> Diagnostic:
    """P009, at the line of the spec behind the resource, or behind its input `path`."""
    location, where = place_of(manifest, address, path)
    summary = f"`{address}` is protected and would be deleted"
    if replaced:
        summary = f"`{address}` is protected, and this change would replace it"
    hint = f"if it may go with all that it holds, add `--allow-destroy {address}`: that lets it go in this one run"
    return Diagnostic("P009", summary, location, where, hint)
