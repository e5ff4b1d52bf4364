"""Bring a session's compiled program up to date: from a session comes a stack that an engine can run."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.model.manifest import Manifest
from compiler.model.stack import Stack
from compiler.operations.freshness import notes_from_facts, notes_to_facts, recall, remember
from compiler.pipeline import Keep, Session, collect, compile_stack, write_stack
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Prepared:
    """A stack whose program is compiled from exactly what is written now; `engine` is the environment's."""

    stack: Stack
    manifest: Manifest
    engine: str


def prepare(session: Session) -> Checked[Prepared]:
    """Compile where anything changed since the last time, else take what is there."""
    workspace = session.workspace

    def run(keep: Keep) -> Prepared:
        from compiler.emit import read_manifest

        facts = recall(session, "stack") or _compile(keep, session)
        keep.notes(Checked(None, notes_from_facts(facts["notes"])))
        program = workspace.root / str(facts["folder"])
        config = {"aws:region": str(facts["region"])} if facts["region"] else {}
        manifest = keep.value(Checked(read_manifest(program)))
        stack = Stack(manifest.project, session.environment, workspace.root, workspace.private, program, config)
        return Prepared(stack, manifest, str(facts["engine"]))

    return collect(run)


def named_stack(session: Session, project: str) -> Stack:
    """The stack of a project that need not compile (any more): enough to look at its state and to destroy it."""
    workspace = session.workspace
    program = workspace.stacks / project / session.environment
    return Stack(project, session.environment, workspace.root, workspace.private, program)


def _compile(keep: Keep, session: Session) -> dict[str, object]:
    from compiler.emit import emit

    compiled = keep.value(compile_stack(session))
    emitted = keep.value(write_stack(emit, session, compiled))
    platform = compiled.resolved.project.platform
    facts: dict[str, object] = {
        "folder": emitted.folder,
        "engine": platform.engine,
        "region": platform.region,
        "notes": notes_to_facts(keep.diagnostics),
    }
    folder = session.workspace.root / emitted.folder
    written = [folder / artifact.path for artifact in compiled.artifacts] + [folder / "manifest.json"]
    remember(session, "stack", (compiled.resolved.files,), written, facts)
    return facts
