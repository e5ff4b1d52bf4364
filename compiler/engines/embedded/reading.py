"""Refresh: every recorded resource is read; what was found goes into the state, what is gone leaves it."""

from __future__ import annotations

from dataclasses import replace

from compiler.engines.embedded import paths, removal, writeonly
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.perform import reported
from compiler.engines.embedded.state import Record
from compiler.model.drift import Observed
from compiler.model.plan import Action, Step
from compiler.provider.protocol import observed

GONE = "gone"


def read_all(context: Context, checkpoint: Checkpoint) -> tuple[Observed, ...]:
    """One READ step per resource that is there, with what differs; DELETE for one that is gone.

    A refusal passes on; what was read before it is recorded, by a checkpoint that writes.
    """
    seen: list[Observed] = []
    try:
        for record in list(checkpoint.old):
            if record.managed and record.stands:
                step = _read(context, checkpoint, record)
                seen.append(
                    Observed(step, writeonly.lasting(context.handler(record.type, step.address), record.inputs))
                )
    finally:
        checkpoint.flush()
    return tuple(seen)


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
