"""`drift --accept`: values that somebody set by hand, written to the spec and recorded, so that `up` keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from compiler.engines.protocol import Engine
from compiler.model.composed import Composed
from compiler.model.document import Document
from compiler.model.drift import Drift, DriftKind, Finding
from compiler.model.manifest import Manifest
from compiler.model.plan import Action
from compiler.operations.custody import as_kept
from compiler.operations.engine import engines
from compiler.operations.observation import observed, recorded_stack
from compiler.operations.paths import look_up
from compiler.operations.prepare import rehearse
from compiler.pipeline import Keep, Session, collect, compose_stack
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic, Refused, Severity, refuse
from compiler.source.files import write_atomic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import LayerKind

Wants = frozenset[tuple[Address, str]]
"""What a plan would change: resources and their properties, and each resource as a whole with an empty property."""
_STILL = (Action.SAME, Action.READ)


@dataclass(frozen=True, slots=True)
class Written:
    """One value that now stands in the spec, at `path` of `file`, and the property that it was found at."""

    address: str
    property: str
    file: str
    path: ConfigPath
    value: object


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was written, and the drift that is left."""

    written: tuple[Written, ...]
    left: Drift


def accept(session: Session, names: Sequence[str]) -> Checked[Accepted]:
    """Keep what was changed by hand: all of it, or what `names` name (`ADDRESS/PROPERTY`, or a whole `ADDRESS`).

    The spec is written, shown to ask for nothing else there any more, and what was found recorded; or nothing is done.
    Raises `Refused` (O012) for what the spec cannot say, and (O013) for names of nothing that was changed.
    """

    def run(keep: Keep) -> Accepted:
        with engines() as pool:
            recorded = recorded_stack(session)
            found = observed(pool, recorded)
            chosen = _chosen(found, names)
            if not chosen:
                return Accepted((), found)
            composed = keep.value(compose_stack(session))
            written = _planned(session, composed, recorded.manifest, chosen)
            engine = pool.named(recorded.engine)
            wanted = _wanted(session, engine)
            with ExitStack() as undo:
                write_values(session.workspace.root, written, undo)
                _require_settled(wanted, _wanted(session, engine), chosen)
                engine.refresh(recorded.stack, lambda event: None, {item.address for item in chosen})
                undo.pop_all()
            return Accepted(written, observed(pool, recorded_stack(session)))

    return collect(run)


def _chosen(found: Drift, names: Sequence[str]) -> tuple[Finding, ...]:
    if not names:
        return found.by_hand
    known = {f"{item.address}/{item.path}" if item.path else str(item.address): item for item in found.by_hand}
    chosen: dict[str, Finding] = {}
    for name in names:
        fitting = {key: item for key, item in known.items() if key == name or key.startswith(f"{name}/")}
        if not fitting:
            hint = suggest(name, known) or "`modelwright drift` lists what was changed by hand"
            raise refuse("O013", f"nothing was changed by hand at `{name}`", hint=hint)
        chosen |= fitting
    return tuple(chosen.values())


def _planned(
    session: Session, composed: Composed, manifest: Manifest, chosen: Iterable[Finding]
) -> tuple[Written, ...]:
    """Where each value goes; raises `Refused` with all that cannot be kept."""
    written: list[Written] = []
    faults: list[Diagnostic] = []
    for item in chosen:
        why = _why_not(composed, manifest, item)
        if why:
            faults.append(_cannot(item, why))
        else:
            written.append(_place(session, composed, item))
    if faults:
        raise Refused(faults)
    return tuple(written)


def _cannot(item: Finding, why: str) -> Diagnostic:
    name = f"{item.address}/{item.path}" if item.path else str(item.address)
    hint = "`modelwright up` restores what is written; nothing was written now"
    return Diagnostic("O012", f"`{name}` cannot be kept: {why}", item.location, item.source, hint)


def _why_not(composed: Composed, manifest: Manifest, item: Finding) -> str:
    """Why the spec cannot say what was found; empty when it can."""
    if item.kind is DriftKind.DELETED:
        return "it is gone; take it out of the spec to keep it so"
    source = manifest.resources.get(str(item.address))
    wrote = source.inputs.get(item.path) if source else None
    if wrote is not None and wrote.content:
        return f"it is the content of `{wrote.content}`, which `modelwright up` takes as it is"
    if not item.source:
        return "no line of the spec says it; it follows from other resources"
    if any(item.source[: len(path)] == path for path in composed.references):
        return "its line refers to another value"
    if "[secret]" in (item.recorded, item.found):
        return "it is secret"
    value, missing = look_up(composed.tree, item.source)
    if missing and (item.recorded is not None or missing.depth < len(item.source) - 1):
        return f"`{format_path(item.source)}` does not say it as it stands there"
    if not missing and (value != item.recorded or isinstance(value, bool) != isinstance(item.recorded, bool)):
        return f"it is computed from `{format_path(item.source)}`, or that was changed since the last `up`"
    chain = composed.sources.chain(item.source)
    if chain and chain[-1].kind is LayerKind.VARIABLE:
        return "its value comes from the environment"
    return ""


def _place(session: Session, composed: Composed, item: Finding) -> Written:
    """The line that says it, when nobody else reads that; else an override of the environment."""
    chain = composed.sources.chain(item.source)
    document = _document(session)
    path, value = item.source, _whole(item.found)
    own = ("environments", session.environment, *path)
    if chain and item.found is not None:
        last = chain[-1]
        if last.kind is LayerKind.ENVIRONMENT and own in document.marks:
            return Written(str(item.address), item.path, last.location.file, own, value)
        if last.kind is LayerKind.SPEC and not _shared(session, composed, path):
            return Written(str(item.address), item.path, last.location.file, path, value)
    # Of a list an environment can only say the whole.
    index = next((depth for depth, part in enumerate(path) if isinstance(part, int)), None)
    if index is not None:
        whole = deepcopy(look_up(composed.tree, path[:index])[0])
        inside, _ = look_up(whole, path[index:-1])
        assert isinstance(inside, (dict, list))
        inside[path[-1]] = value  # ty: ignore[invalid-assignment]
        path, value = path[:index], whole
    near = next(at for at in (("environments", session.environment), ("environments",), ()) if at in document.marks)
    file = document.marks[near].value.file if near else session.project.file
    return Written(str(item.address), item.path, file, ("environments", session.environment, *path), value)


def _document(session: Session) -> Document:
    from compiler.load import load_spec

    document = load_spec(session.workspace.root, session.project).value
    assert document is not None, "it was composed before"
    return document


def _shared(session: Session, composed: Composed, path: ConfigPath) -> bool:
    """Whether another environment of the project reads the same line."""
    here = composed.sources.chain(path)[-1].location
    for name in composed.environments:
        other = compose_stack(session.within(name)).value if name != session.environment else None
        if other and (chain := other.sources.chain(path)) and chain[-1].location == here:
            return True
    return False


def _whole(value: object) -> object:
    """Numbers that went over the wire are doubles."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_values(root: Path, written: Sequence[Written], undo: ExitStack, code: str = "O012") -> None:
    """All files, or none; `undo` puts them back. Raises `Refused` (with `code`) for what cannot be set."""
    from compiler.load.layout import Unusual, set_value

    before = {item.file: (root / item.file).read_bytes() for item in written}
    after = dict(before)
    for item in written:
        try:
            after[item.file] = set_value(after[item.file], item.file, item.path, item.value)
        except Unusual as unusual:
            summary = f"`{format_path(item.path)}` cannot be written into `{item.file}`: {unusual}"
            raise refuse(code, summary, hint="write it by hand; nothing was written now") from unusual
    for file, data in after.items():
        undo.callback(write_atomic, root / file, before[file])
        write_atomic(root / file, data)


def _wanted(session: Session, engine: Engine) -> Wants:
    """What a plan of what is written now would change, what runs being read first."""
    rehearsed = rehearse(replace(session, refresh=True))
    if rehearsed.value is None:
        first = next(item for item in rehearsed.diagnostics if item.severity is Severity.ERROR)
        summary = f"what was found cannot be kept: the spec would not be sound: {first.summary}"
        raise Refused([replace(first, code="O012", summary=summary)])
    steps = engine.preview(as_kept(rehearsed.value.stack)).steps
    changed = [(step.address, change.path) for step in steps for change in step.changes]
    return frozenset([*changed, *((step.address, "") for step in steps if step.action not in _STILL)])


def _require_settled(before: Wants, after: Wants, chosen: Sequence[Finding]) -> None:
    """The new spec wants nothing more there, and nothing elsewhere that it did not want before. Raises `Refused`."""
    faults = [
        _cannot(item, "what is written would still be compiled to another value")
        for item in chosen
        if (item.address, item.path) in after
    ]
    if not faults and (more := sorted(after - before)):
        address, path = more[0]
        blamed = next((item for item in chosen if item.path == path), chosen[0])
        other = f"{address}/{path}".rstrip("/")
        faults = [_cannot(blamed, f"its line says more than that: `{other}` would change with it")]
    if faults:
        raise Refused(faults)
