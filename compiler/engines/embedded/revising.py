"""Recorded resources updated in place, without running the program: nothing else of the stack is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from compiler.engines.embedded import removal
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.perform import intended, reported
from compiler.engines.embedded.state import Record
from compiler.engines.protocol import Outcome, Recorded, Revision
from compiler.model.plan import Action, Step
from compiler.provider.protocol import Props
from compiler.source import urns
from compiler.source.address import Address


def revise(context: Context, checkpoint: Checkpoint, revision: Callable[[tuple[Recorded, ...]], Revision]) -> Outcome:
    """See the protocol. Intents are on disk first, as for every other update."""
    try:
        records = _standing(checkpoint)
        decided = revision(tuple(map(_recorded, records)))
        made: dict[Address, Props] = {}
        steps = []
        for record in records:
            address = removal.address_of(record)
            inputs = decided.inputs(_recorded(record), made)
            if inputs is not None:
                made[address] = _update(context, checkpoint, record, inputs)
                steps.append(Step(address, record.type, Action.UPDATE))
        outputs = dict(decided.outputs(checkpoint.stack_outputs(), made))
        _set_outputs(context, checkpoint, outputs)
        return Outcome(tuple(steps), outputs)
    finally:
        checkpoint.close()


def standing(checkpoint: Checkpoint) -> tuple[Recorded, ...]:
    """The resources that are there, in the state's order."""
    return tuple(map(_recorded, _standing(checkpoint)))


def _standing(checkpoint: Checkpoint) -> list[Record]:
    return [record for record in checkpoint.old if record.managed and record.stands]


def _update(context: Context, checkpoint: Checkpoint, record: Record, inputs: Props) -> Props:
    address = removal.address_of(record)
    resource = context.handler(record.type, address)
    wanted = replace(record, inputs=inputs)
    step = Step(address, record.type, Action.UPDATE)
    with reported(context, step) as done, intended(checkpoint, "updating", wanted):
        outputs = resource.update(context.scope(address), record.id, record.outputs, inputs)
        checkpoint.updated(record, inputs, outputs)
        done.update(outputs)
    return outputs


def _set_outputs(context: Context, checkpoint: Checkpoint, outputs: Mapping[str, object]) -> None:
    urn = urns.root(context.stack.environment, context.stack.project)
    own = next((record for record in checkpoint.old if record.urn == urn), None)
    if own is not None and own.outputs != outputs:
        checkpoint.updated(own, own.inputs, dict(outputs))


def _recorded(record: Record) -> Recorded:
    return Recorded(removal.address_of(record), record.inputs, record.outputs)
