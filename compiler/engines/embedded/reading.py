"""Refresh: every recorded resource is read; what was found goes into the state, what is gone leaves it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from compiler.engines.embedded import paths, removal, writeonly
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.perform import reported
from compiler.engines.embedded.state import Record
from compiler.model.drift import Observed
from compiler.model.plan import Action, Step
from compiler.provider.protocol import observed
from compiler.source.address import Address

GONE = "gone"
CHANGED = "changed by hand"
DELETED = "deleted by hand"


def read_all(context: Context, checkpoint: Checkpoint, only: Container[Address] | None = None) -> tuple[Observed, ...]:
    """One READ step per resource that is there, with what differs; DELETE for one that is gone.

    A refusal passes on; what was read before it is recorded, by a checkpoint that writes.
    """
    seen: list[Observed] = []
    try:
        for record in list(checkpoint.old):
            wanted = only is None or removal.address_of(record) in only
            if wanted and record.managed and record.stands:
                step = _read(context, checkpoint, record)
                seen.append(
                    Observed(step, writeonly.lasting(context.handler(record.type, step.address), record.inputs))
                )
    finally:
        checkpoint.flush()
    return tuple(seen)


def by_hand(steps: Iterable[Step], read: Iterable[Step]) -> tuple[Step, ...]:
    """The steps, those noted that undo what reading found."""
    notes = {step.address: DELETED if step.action is Action.DELETE else CHANGED for step in read if _differs(step)}
    return tuple(
        replace(step, note=step.note or notes[step.address])
        if step.address in notes and step.action not in (Action.SAME, Action.READ)
        else step
        for step in steps
    )


def _differs(step: Step) -> bool:
    return step.action is Action.DELETE or bool(step.changes)


def _read(context: Context, checkpoint: Checkpoint, record: Record) -> Step:
    step = Step(removal.address_of(record), record.type, Action.READ)
    resource = context.handler(record.type, step.address)
    with reported(context, step) as done:
        found = resource.read(context.scope(step.address), record.id, record.outputs)
        done.update(found or {})
    if found is None:
        checkpoint.lost(record)
        return replace(step, action=Action.DELETE, note=GONE)
    changes = tuple(paths.compare(record.outputs, found))
    if changes:
        checkpoint.update_old(record, observed(resource, record.inputs, record.outputs, found), found)
    return replace(step, changes=changes)
