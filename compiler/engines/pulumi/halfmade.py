"""What a cloud made and then called failed, where nothing mends it: it is recorded, and has to be made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from compiler.engines.embedded.removal import address_of
from compiler.engines.embedded.state import Record
from compiler.model.plan import Action, Step
from compiler.model.stack import Stack
from compiler.source.address import Address

FAILED = "its creation failed, and nothing mends it"


def half_made(stack: Stack, records: Iterable[Record]) -> dict[str, Address]:
    """The recorded resources of the stack's types `anew` whose creation failed, by URN.

    Pulumi keeps why in `initErrors`, after a failed update as well: that one has another time than the creation.
    """
    return {
        record.urn: address_of(record)
        for record in records
        if record.stands and record.extra.get("initErrors") and record.created == record.modified
        if address_of(record).type in stack.anew
    }


def told(steps: Iterable[Step], failed: Collection[Address]) -> tuple[Step, ...]:
    """The steps, with the reason where one of these is replaced."""
    return tuple(
        replace(step, note=FAILED) if step.action is Action.REPLACE and step.address in failed else step
        for step in steps
    )
