"""`rollback`: the last version that served takes over at once, and stays until its rollback ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from compiler.engines.embedded import EmbeddedEngine
from compiler.engines.guard import state_moved
from compiler.engines.protocol import Recorded, Revision
from compiler.model.events import OnEvent, without_reads
from compiler.model.stack import Stack
from compiler.operations.engine import engines
from compiler.operations.project import kept_stack
from compiler.operations.provenance import record_origin
from compiler.pipeline import Keep, Session, collect
from compiler.provider.history import Hold, ModelKey, list_holds
from compiler.provider.registry import Version, champion, list_versions
from compiler.provider.rollbacks import Snapshot, restore, roll_back, rollback_target, undo_rollback
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Refused, refuse
from compiler.source.nearest import suggest

_VERSION, _ENDPOINT = "ModelVersion", "Endpoint"


@dataclass(frozen=True, slots=True)
class RolledBack:
    """A model's way from one version to another, and the endpoints that serve it.

    `undo` goes back to what the spec describes. `applied` is false when the user declined.
    """

    project: str
    environment: str
    model: str
    before: int
    after: int
    artifact: str
    metrics: Mapping[str, float]
    endpoints: tuple[str, ...]
    undo: bool
    applied: bool = False


def rollback(
    session: Session, name: str | None, on_event: OnEvent, confirm: Callable[[RolledBack], bool], *, undo: bool = False
) -> Checked[RolledBack]:
    """Serve the last version that served before, or with `undo` again what the spec describes.

    `name` is an endpoint or a model; None: the only model. Needs no valid spec, and changes nothing else of the stack.
    Where a server does not take the version, the present one goes on. Raises O020 to O022, D020, P003, S003, S004.
    """

    def run(_: Keep) -> RolledBack:
        from compiler.emit import read_manifest

        stack, keeper = kept_stack(session)
        if keeper == "pulumi":
            raise _by_pulumi(stack)
        with engines() as pool:
            engine = pool.embedded
            found = _looked(stack, engine.recorded(stack), name, undo=undo)
            if not confirm(found):
                return found
            record_origin(session, stack, read_manifest(stack.program))
            _carry_out(engine, stack, found, without_reads(on_event))
        return replace(found, applied=True)

    return collect(run)


def _carry_out(engine: EmbeddedEngine, stack: Stack, found: RolledBack, on_event: OnEvent) -> None:
    """All of it, or, where a server refuses, nothing."""
    key = ModelKey(stack.project, stack.environment, found.model)
    before: list[Snapshot] = []

    def decide(recorded: tuple[Recorded, ...]) -> Revision:
        if _looked(stack, recorded, found.model, undo=found.undo) != found:
            raise state_moved(stack)
        if found.before == found.after:
            pass  # decided before, and cut short
        elif found.undo:
            before.append(undo_rollback(stack.private, key, found.artifact))
        else:
            before.append(roll_back(stack.private, key, found.after))
        return _revision(found.model)

    try:
        engine.revise(stack, "rollback", on_event, decide)
    except Refused:
        if before:
            restore(stack.private, before[0])
            # What the servers then serve is what they served; one that does not hear is started by the next `up`.
            with suppress(Refused):
                engine.revise(stack, "rollback", on_event, lambda _: _revision(found.model))
        raise


def _looked(stack: Stack, recorded: tuple[Recorded, ...], name: str | None, *, undo: bool) -> RolledBack:
    own = _model_of(stack, recorded, name)
    model = str(own.inputs["model"])
    key = ModelKey(stack.project, stack.environment, model)
    versions = list_versions(stack.private, *key.values)
    hold = next((item for item in list_holds(stack.private, stack.project, stack.environment) if item.key == key), None)
    now = champion(stack.private, *key.values)
    to = _described(versions, own) if undo else _before(stack, key, hold, own)
    stands = own.outputs.get("artifact") == own.inputs.get("artifact")
    if now is None or (undo and hold is None and stands):
        raise refuse("O022", f"nothing of `{model}` is rolled back", hint="`modelwright status` shows what serves")
    there = next((version for version in versions if version.version == to), None)
    if there is None:
        hint = "a first version has none; one that `destroy` has taken away does not count"
        raise refuse("O022", f"no version of `{model}` served before version {now.version}", hint=hint)
    from compiler.provider.artifacts import verified_or_refuse

    verified_or_refuse(stack.private, there.artifact)
    endpoints = tuple(item.address.name for item in recorded if _serves(item, model))
    place = (stack.project, stack.environment, model)
    return RolledBack(*place, now.version, there.version, there.artifact, there.metrics, endpoints, undo)


def _before(stack: Stack, key: ModelKey, hold: Hold | None, own: Recorded) -> int | None:
    """Where a rollback goes to; one that was cut short goes on."""
    if hold is not None and own.outputs.get("version") != hold.version:
        return hold.version
    return rollback_target(stack.private, key)


def _described(versions: tuple[Version, ...], own: Recorded) -> int | None:
    """What the spec described when it was applied last."""
    return next((version.version for version in versions if version.artifact == own.inputs["artifact"]), None)


def _model_of(stack: Stack, recorded: tuple[Recorded, ...], name: str | None) -> Recorded:
    """The model version that is meant. Raises `Refused` (O021)."""
    models = {str(item.inputs.get("model")): item for item in recorded if item.address.type == _VERSION}
    served = {item.address.name: str(item.inputs.get("model")) for item in recorded if item.address.type == _ENDPOINT}
    if not models:
        raise refuse("O021", f"nothing runs in `{stack.environment}`", hint="`modelwright up` makes what the spec says")
    if name is None and len(models) == 1:
        return next(iter(models.values()))
    names = [*served, *(model for model in models if model not in served)]
    if name is None:
        raise refuse("O021", "the project has several models", hint=f"name an endpoint or a model: {', '.join(names)}")
    found = models.get(served.get(name, name))
    if found is None:
        raise refuse("O021", f"there is no endpoint or model `{name}`", hint=suggest(name, names))
    return found


def _revision(model: str) -> Revision:
    """The model's version is registered as the registry has it now, and its endpoints follow."""

    def inputs(item: Recorded, made: Mapping[Address, Mapping[str, object]]) -> dict[str, object] | None:
        if item.address.type == _VERSION and item.inputs.get("model") == model:
            return dict(item.inputs)
        if _serves(item, model):
            (version,) = [made[address] for address in made if address.type == _VERSION]
            return {**item.inputs, "version": version["version"], "artifact": version["artifact"]}
        return None

    def outputs(recorded: Mapping[str, object], made: Mapping[Address, Mapping[str, object]]) -> Mapping[str, object]:
        told = dict(recorded)
        for address, values in made.items():
            kind, name, fields = ("models", model, ("version", "metrics", "gates"))
            if address.type == _ENDPOINT:
                kind, name, fields = ("endpoints", address.name, ("version", "url"))
            group = told.get(kind)
            entry = group.get(name) if isinstance(group, dict) else None
            if isinstance(group, dict) and isinstance(entry, dict):
                told[kind] = {**group, name: {**entry, **{field: values[field] for field in fields if field in entry}}}
        return told

    return Revision(inputs, outputs)


def _serves(item: Recorded, model: str) -> bool:
    return item.address.type == _ENDPOINT and item.inputs.get("model") == model


def _by_pulumi(stack: Stack) -> Refused:
    return refuse(
        "O020",
        f"Pulumi keeps `{stack.environment}` of `{stack.project}`, and this is for what the embedded engine keeps",
        hint="take the change back in git and run `modelwright up`; an unchanged training is not repeated",
    )
