"""Decisions made true, or only thought through: a decision in, the resource's id and outputs out."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace

from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.decide import Decision
from compiler.engines.embedded.state import Kind, Record
from compiler.engines.embedded.writeonly import lasting
from compiler.model import events
from compiler.model.plan import Action, Step
from compiler.provider.protocol import Props, Resource
from compiler.source.diagnostic import Refused
from compiler.source.files import refused_by_system

Perform = Callable[[Context, Checkpoint, Decision], tuple[str, Props]]


def pretend(context: Context, checkpoint: Checkpoint, decision: Decision) -> tuple[str, Props]:
    """Preview: the id, empty when not known yet, and the outputs as far as they are known."""
    old = decision.old
    if decision.step.action is Action.SAME and old is not None:
        checkpoint.settle(replace(decision.record, id=old.id, outputs=old.outputs), old)
        return old.id, old.outputs
    outputs = lasting(decision.resource, decision.resource.preview(decision.inputs))
    checkpoint.settle(replace(decision.record, id="~"), old)
    return (old.id if decision.step.action is Action.UPDATE and old else ""), outputs


def carry_out(context: Context, checkpoint: Checkpoint, decision: Decision) -> tuple[str, Props]:
    """Apply: the id and all outputs. Raises `Refused` when the provider does; the state then tells what was done."""
    old = decision.old
    match decision.step.action:
        case Action.SAME if old is not None:
            settled = checkpoint.settle(replace(decision.record, id=old.id, outputs=old.outputs), old)
            return settled.id, settled.outputs
        case Action.UPDATE if old is not None:
            return _update(context, checkpoint, decision, old)
        case Action.REPLACE if old is not None:
            with reported(context, decision.step) as done:
                predecessor: Record | None = old
                if decision.step.delete_before_replace:
                    delete_recorded(context, checkpoint, decision.resource, decision.step, old)
                    old = checkpoint.find((old.urn,))
                    predecessor = None
                return _create(context, checkpoint, decision, old, predecessor, done)
        case _:
            with reported(context, decision.step) as done:
                return _create(context, checkpoint, decision, old, None, done)


def _create(
    context: Context,
    checkpoint: Checkpoint,
    decision: Decision,
    old: Record | None,
    predecessor: Record | None,
    done: Props,
) -> tuple[str, Props]:
    step = decision.step
    record = replace(decision.record, created="")
    with intended(checkpoint, "creating", record):
        created = decision.resource.create(context.scope(step.address), decision.inputs)
        outputs = lasting(decision.resource, created.outputs)
        made = replace(record, id=created.id, outputs=outputs)
        checkpoint.finish(made, None if predecessor else old, predecessor=predecessor)
    done.update(outputs)
    return created.id, outputs


def _update(context: Context, checkpoint: Checkpoint, decision: Decision, old: Record) -> tuple[str, Props]:
    step = decision.step
    with reported(context, step) as done, intended(checkpoint, "updating", replace(decision.record, id=old.id)):
        answer = decision.resource.update(context.scope(step.address), old.id, old.outputs, decision.inputs)
        outputs = lasting(decision.resource, answer)
        checkpoint.finish(replace(decision.record, id=old.id, outputs=outputs), old)
        done.update(outputs)
    return old.id, outputs


def delete_recorded(context: Context, checkpoint: Checkpoint, resource: Resource, step: Step, record: Record) -> None:
    """Remove one resource, intent first. Raises `Refused` when the provider does; the record then stays."""
    with intended(checkpoint, "deleting", record):
        resource.delete(context.scope(step.address), record.id, record.outputs)
        checkpoint.removed(record)


@contextmanager
def intended(checkpoint: Checkpoint, kind: Kind, record: Record) -> Generator[None]:
    """The intent is on disk before the body runs. A refusal means that nothing was done and takes it back; anything
    else, such as an interruption, leaves it for the next run."""
    earlier = checkpoint.begin(kind, record)
    try:
        yield
    except Refused:
        checkpoint.abandon(record.urn, kind, earlier)
        raise


@contextmanager
def reported(context: Context, step: Step) -> Generator[Props]:
    """Events around an operation; the body fills in the outputs. Provider refusals get the resource's place."""
    outputs: Props = {}
    begun = time.monotonic()
    context.tell(events.Started(step))
    try:
        with context.slots:
            yield outputs
    except Refused as refusal:
        context.tell(events.Failed(step, refusal.diagnostics[0].summary, time.monotonic() - begun))
        raise context.placed(refusal, step.address) from refusal
    except BaseException as error:
        context.tell(events.Failed(step, _words(error), time.monotonic() - begun))
        raise
    context.tell(events.Finished(step, outputs, time.monotonic() - begun))


def _words(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return str(error) if refused_by_system(error) else "a bug in modelwright stopped it"
