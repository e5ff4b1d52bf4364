"""Bring a session's compiled program up to date: from a session comes a stack that an engine can run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from compiler.model.cost import Estimate
from compiler.model.manifest import Manifest
from compiler.model.stack import Once, Registry, Stack
from compiler.operations.costing import estimate_from_facts, estimate_to_facts, estimated, over_budget, warned
from compiler.operations.freshness import notes_from_facts, notes_to_facts, recall, remember
from compiler.operations.secrets import required, supplied
from compiler.pipeline import (
    Compiled,
    Keep,
    Session,
    collect,
    compile_stack,
    private_folder,
    stack_folder,
    write_stack,
)
from compiler.source.diagnostic import Checked, Diagnostic, Refused, Severity


@dataclass(frozen=True, slots=True)
class Prepared:
    """A stack whose program is compiled from exactly what is written now; `engine` is the session's.

    `cost` is None where nothing is billed; `over` tells of a budget that it exceeds, as a warning. `registries` are
    those that versions come to by themselves.
    """

    stack: Stack
    manifest: Manifest
    engine: str
    target: str
    session: Session
    cost: Estimate | None = None
    over: tuple[Diagnostic, ...] = ()
    registries: tuple[Registry, ...] = ()


def prepare(session: Session) -> Checked[Prepared]:
    """Compile into `stacks/` where anything changed since the last time, else take what is there."""

    def run(keep: Keep) -> Prepared:
        facts = recall(session, "stack") or _compile(keep, session, "stack", stack_folder)
        return _prepared(keep, session, facts)

    return collect(run)


def rehearse(session: Session) -> Checked[Prepared]:
    """As `prepare`, but what changed is compiled in private: looking at a plan leaves `stacks/` as it is."""

    def run(keep: Keep) -> Prepared:
        facts = recall(session, "stack") or recall(session, "plan")
        return _prepared(keep, session, facts or _compile(keep, session, "plan", private_folder))

    return collect(run)


def require_budget(prepared: Prepared) -> None:
    """Refuse (O014) to deploy what may cost more than its budget."""
    if prepared.over:
        raise Refused(replace(item, severity=Severity.ERROR) for item in prepared.over)


def _prepared(keep: Keep, session: Session, facts: dict[str, Any]) -> Prepared:
    from compiler.emit import read_manifest

    keep.notes(Checked(None, notes_from_facts(facts["notes"])))
    workspace = session.workspace
    program = workspace.root / facts["folder"]
    config = {"aws:region": facts["region"]} if facts["region"] else {}
    manifest = keep.value(Checked(read_manifest(program)))
    places = (workspace.root, workspace.private, program)
    access = (facts["backend"] or "", facts["secrets_provider"] or "")
    engine = session.engine or facts["engine"]
    # Pulumi keeps its own, encrypted (`pulumi config set --secret`), and says itself what it lacks.
    wanted = [] if engine == "pulumi" else facts["secrets"]
    secrets = keep.value(supplied(wanted, manifest.project, session.variables))
    # Our own provider looks at what runs whenever it compares; those of clouds compare with the record only.
    reads_first = facts["target"] != "local" if session.refresh is None else session.refresh
    tries = ((), ()) if facts["target"] == "local" else _tries(facts["target"])
    stack = Stack(manifest.project, session.environment, *places, config, *access, secrets, reads_first, *tries)
    cost, over = estimate_from_facts(facts["cost"]), notes_from_facts(facts["over"])
    registries = tuple(Registry(**item) for item in facts["registries"])
    return Prepared(stack, manifest, engine, facts["target"], session, cost, over, registries)


def _tries(target: str) -> tuple[tuple[Once, ...], tuple[str, ...]]:
    from compiler import targets

    known = targets.get(target)
    return (known.once, known.anew) if known else ((), ())


def _compile(keep: Keep, session: Session, kind: str, place: Callable[[Session, Compiled], Path]) -> dict[str, Any]:
    from compiler.emit import emit

    compiled = keep.value(compile_stack(session))
    emitted = keep.value(write_stack(emit, session, compiled, place(session, compiled)))
    platform = compiled.resolved.project.platform
    cost = _cost(compiled)
    facts = {
        "folder": emitted.folder,
        "engine": platform.engine,
        "target": platform.target,
        "region": platform.region,
        "backend": platform.backend,
        "secrets_provider": platform.secrets_provider,
        "secrets": required(compiled.graph, compiled.resolved.sources),
        "notes": notes_to_facts(keep.diagnostics),
        "cost": estimate_to_facts(cost),
        "registries": _registries(compiled),
        "over": notes_to_facts(warned(over_budget(compiled.resolved, cost))),
    }
    folder = session.workspace.root / emitted.folder
    written = [folder / artifact.path for artifact in compiled.artifacts] + [folder / "manifest.json"]
    remember(session, kind, (compiled.resolved,), written, facts)
    return facts


def _registries(compiled: Compiled) -> list[dict[str, str]]:
    from compiler import targets

    target = targets.get(compiled.resolved.project.platform.target)
    found = target.versions.registries(compiled.graph) if target and target.versions else ()
    return [asdict(item) for item in found]


def _cost(compiled: Compiled) -> Estimate | None:
    from compiler import targets

    target = targets.get(compiled.resolved.project.platform.target)
    return estimated(target, compiled.graph) if target else None
