"""Resources that go: in what order, and their removal. Dependents always go before what they depend on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from compiler.engines.embedded import paths
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.perform import delete_recorded, reported
from compiler.engines.embedded.state import Pending, Record
from compiler.engines.guard import protected
from compiler.model.plan import Action, PropertyChange, Step
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused

KEPT = "kept, only forgotten"
REPLACED = "replaced"
UNFINISHED = "its creation was interrupted"
INTERRUPTED = "its successor stands since an interrupted run"


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a run leaves over: recorded resources that nobody wants, last first, and creations that never ended."""

    records: tuple[Record, ...]
    unfinished: tuple[Pending, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """As a plan tells them: predecessors belong to their replacement and are left out."""
        standing = [record for record in self.records if record.managed and record.stands]
        known = {record.urn for record in standing}
        begun = [unfinished_step(item) for item in self.unfinished if item.record.urn not in known]
        return (*begun, *(step_for(record) for record in standing))

    @property
    def interrupted(self) -> tuple[Step, ...]:
        """Before a run: the predecessors that an earlier one, cut short, has replaced and not removed."""
        predecessors = [record for record in self.records if record.managed and record.delete]
        return tuple(replace(step_for(record), note=INTERRUPTED) for record in predecessors)


def leftovers(checkpoint: Checkpoint) -> Leftovers:
    """What the walk over the program did not reach."""
    with checkpoint.lock:
        wanted = {record.urn for record in checkpoint.done}
        unfinished = [item for item in checkpoint.pending if item.kind == "creating" and item.record.urn not in wanted]
        return Leftovers(tuple(reversed(checkpoint.old)), tuple(unfinished))


def step_for(record: Record) -> Step:
    """The step that removes a recorded resource."""
    note = REPLACED if record.delete else KEPT if record.retain else ""
    guarded = record.protect and not record.delete
    given = tuple(PropertyChange(paths.text((key,)), record.inputs[key], None) for key in sorted(record.inputs))
    return Step(address_of(record), record.type, Action.DELETE, given, note=note, guarded=guarded)


def unfinished_step(item: Pending) -> Step:
    """The step that removes what an interrupted creation may have left."""
    return Step(address_of(item.record), item.record.type, Action.DELETE, note=UNFINISHED)


def address_of(record: Record) -> Address:
    """The address of a recorded resource."""
    return Address.from_token(record.type, urns.name_of(record.urn))


def refuse_protected(context: Context, records: Iterable[Record]) -> None:
    """Raises `Refused` (P009) naming what is protected and would go without consent; before anything is done."""
    refused = [
        protected(context.manifest, address_of(record))
        for record in records
        if record.protect
        and not record.delete
        and not record.external
        and not context.consent.covers(address_of(record))
    ]
    if refused:
        raise Refused(refused)


def remove(context: Context, checkpoint: Checkpoint, left: Leftovers) -> tuple[Step, ...]:
    """Remove everything left over, going on where independent. Raises `Refused` at the end with all that failed."""
    faults: list[Diagnostic] = []
    steps: list[Step] = []
    blocked: set[str] = set()
    targets: tuple[Pending | Record, ...] = (*left.unfinished, *left.records)
    for target in targets:
        record = target if isinstance(target, Record) else target.record
        if record.urn in blocked:
            blocked.update(record.needs)
            continue
        try:
            if isinstance(target, Record):
                step = _remove_record(context, checkpoint, target)
            else:
                step = undo(context, checkpoint, target)
        except Refused as refusal:
            faults.extend(refusal.diagnostics)
            blocked.update(record.needs)
        else:
            steps.extend([step] if step else [])
    checkpoint.flush()
    if faults:
        raise Refused(faults)
    return tuple(steps)


def _remove_record(context: Context, checkpoint: Checkpoint, record: Record) -> Step | None:
    if not record.managed or record.pending_replacement:
        checkpoint.drop(record)
        return None
    step = step_for(record)
    if record.retain:
        checkpoint.drop(record)
    else:
        resource = context.handler(record.type, step.address)
        with reported(context, step):
            delete_recorded(context, checkpoint, resource, step, record)
    return None if record.delete else step


def undo(context: Context, checkpoint: Checkpoint, item: Pending) -> Step:
    """Remove what an interrupted creation may have left: the provider gets an empty id, and the inputs for outputs."""
    step = unfinished_step(item)
    resource = context.handler(item.record.type, step.address)
    with reported(context, step):
        resource.delete(context.scope(step.address), item.record.id, dict(item.record.inputs))
    checkpoint.clear_pending(item)
    return step


def finish_interrupted(context: Context, checkpoint: Checkpoint) -> None:
    """Do again the deletions that an earlier run began; whoever needed them gone may count on it."""
    for item in [item for item in checkpoint.pending if item.kind == "deleting"]:
        key = (item.record.urn, item.record.delete, item.record.id)
        found = [record for record in checkpoint.old if (record.urn, record.delete, record.id) == key]
        if not found:
            checkpoint.clear_pending(item)
            continue
        step = step_for(found[0])
        with reported(context, step):
            delete_recorded(context, checkpoint, context.handler(step.token, step.address), step, found[0])
