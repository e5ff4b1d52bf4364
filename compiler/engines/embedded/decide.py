"""What is to be done about one resource: a registration and its record in, a decision out. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from compiler.engines.embedded import paths, writeonly
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.registration import Registration
from compiler.engines.embedded.state import Record
from compiler.engines.guard import protected
from compiler.model.plan import Action, PropertyChange, Step
from compiler.provider.protocol import Difference, Props, Resource
from compiler.source.diagnostic import Diagnostic, Refused

INTERRUPTED = "an earlier update was interrupted"


@dataclass(frozen=True, slots=True)
class Decision:
    """`inputs` are the checked ones; `record` is the resource as it will stand, without id and outputs yet, and without
    the values of write-only inputs."""

    step: Step
    registration: Registration
    resource: Resource
    inputs: Props
    old: Record | None
    record: Record


def decide(
    context: Context,
    registration: Registration,
    resource: Resource,
    old: Record | None,
    provider: str,
    *,
    settled: Callable[[str], bool],
    interrupted: bool,
) -> Decision:
    """Check and compare. `settled` tells whether a URN is known to stay as it is; `interrupted` forces an update.

    Raises `Refused`: P007 for inputs that cannot be, P009 for what is protected and would be replaced without consent.
    """
    scope = context.scope(registration.address)
    wanted = _wanted(registration, resource, old, settled)
    inputs, failures = resource.check(scope, wanted)
    if failures:
        raise Refused(_input_fault(context, registration, failure.path, failure.reason) for failure in failures)
    record = _record(registration, writeonly.recorded(resource, inputs), provider)
    address = registration.address
    if old is None or old.pending_replacement or old.external:
        step = Step(address, registration.type, Action.CREATE, _given(registration, record))
        return Decision(step, registration, resource, inputs, old, record)
    before, after = writeonly.lasting(resource, old.inputs), writeonly.lasting(resource, inputs)
    difference = resource.diff(scope, old.id, before, old.outputs, after)
    step = _step(registration, _with_options(registration, difference), interrupted)
    if step.action is Action.REPLACE and registration.protect:
        if not context.consent.covers(address):
            path = next(change.path for change in step.changes if change.replaces)
            raise Refused([protected(context.manifest, address, replaced=True, path=path)])
        step = replace(step, guarded=True)
    return Decision(step, registration, resource, inputs, old, replace(record, created=old.created))


def _wanted(
    registration: Registration, resource: Resource, old: Record | None, settled: Callable[[str], bool]
) -> Props:
    """The registered inputs, with what is ignored, and what comes unknown from unchanged resources, as recorded."""
    inputs = registration.inputs
    if old is None:
        return inputs
    old = replace(old, inputs=writeonly.lasting(resource, old.inputs))
    for pattern in registration.ignored:
        inputs = paths.keep_old(pattern, old.inputs, inputs)
    for key, value in list(inputs.items()):
        sources = registration.property_dependencies.get(key, ())
        if sources and paths.has_unknown(value) and all(settled(urn) for urn in sources):
            inputs = paths.keep_old((key,), old.inputs, inputs)
    return inputs


def _given(registration: Registration, record: Record) -> tuple[PropertyChange, ...]:
    """All inputs of a resource that comes."""
    given = (PropertyChange(paths.text((key,)), None, record.inputs[key]) for key in sorted(record.inputs))
    return tuple(_with_replacement(registration, change) for change in given)


def _with_options(registration: Registration, difference: Difference) -> Difference:
    changes = tuple(_with_replacement(registration, change) for change in difference.changes)
    return replace(difference, changes=changes)


def _with_replacement(registration: Registration, change: PropertyChange) -> PropertyChange:
    path = paths.parse(change.path)
    forced = any(paths.covers(pattern, path) for pattern in registration.replaced_on)
    secret = any(paths.covers(pattern, path) for pattern in registration.secrets)
    old, new = ("[secret]", "[secret]") if secret else (paths.shown(change.old), paths.shown(change.new))
    return replace(change, old=old, new=new, replaces=change.replaces or forced)


def _step(registration: Registration, difference: Difference, interrupted: bool) -> Step:
    address, token = registration.address, registration.type
    if difference.replaces:
        first = registration.replace_first
        before = difference.delete_before_replace if first is None else first
        return Step(address, token, Action.REPLACE, difference.changes, before, difference.note)
    if not difference.none:
        return Step(address, token, Action.UPDATE, difference.changes, note=difference.note)
    if interrupted:
        return Step(address, token, Action.UPDATE, note=INTERRUPTED)
    return Step(address, token, Action.SAME)


def _record(registration: Registration, inputs: Props, provider: str) -> Record:
    return Record(
        urn=registration.urn,
        type=registration.type,
        custom=registration.custom,
        inputs=inputs,
        parent=registration.parent,
        dependencies=registration.dependencies,
        property_dependencies=registration.property_dependencies,
        provider=provider,
        protect=registration.protect,
        retain=registration.retain,
    )


def _input_fault(context: Context, registration: Registration, path: str, reason: str) -> Diagnostic:
    location, where = context.location(registration.address, path)
    name = f"`{path}` of `{registration.address}`" if path else f"`{registration.address}`"
    return Diagnostic("P007", f"{name} cannot be: {reason}", location, where)
