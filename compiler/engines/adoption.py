"""Why an existing resource cannot become one of a stack's: it is one already, or nothing is there. Both engines ask."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.model.manifest import Manifest
from compiler.model.placing import place_of
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused

Managed = tuple[Address, str, str]
"""A recorded resource: its address, its type token, its id."""


def require_free(manifest: Manifest | None, managed: Iterable[Managed], wanted: Managed) -> None:
    """Raises `Refused` (P040) when the stack has a resource of this address, or of this type and id."""
    for address, token, id in managed:
        if address == wanted[0] or (token, id) == wanted[1:]:
            location, path = place_of(manifest, address)
            summary = f"`{address}` is managed already, under the id `{id}`"
            hint = "`modelwright plan` shows what differs from what is written"
            raise Refused([Diagnostic("P040", summary, location, path, hint)])


def nothing_there(manifest: Manifest | None, address: Address, id: str) -> Refused:
    """The refusal (P014) of an id of nothing."""
    location, path = place_of(manifest, address)
    hint = "correct the id; `modelwright import --help` says what the ids are"
    return Refused([Diagnostic("P014", f"there is no `{address.type}` with the id `{id}`", location, path, hint)])
