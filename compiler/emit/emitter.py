"""The phase's public functions: write a compiled stack, or only say what is stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from compiler.emit.building import Store, build, digest_content
from compiler.emit.manifest import NAME, dump_manifest
from compiler.emit.origins import resource_sources
from compiler.emit.survey import Survey, same_text, survey
from compiler.emit.switch import recover, remove, switch
from compiler.model.graph import Graph
from compiler.model.manifest import Emitted, Manifest
from compiler.model.reads import Reads
from compiler.model.rendering import Artifact
from compiler.model.workspace import Workspace
from compiler.source.canonical import digest_bytes
from compiler.source.diagnostic import Checked, Diagnostic, Severity
from compiler.source.files import inside, sync_everything
from compiler.source.location import Location
from compiler.source.sourcemap import SourceMap
from compiler.source.version import VERSION


@dataclass(frozen=True, slots=True)
class Staged:
    """A stack whose next folder is `ready` beside `target`; None when no byte differs. It is settled, or discarded."""

    target: Path
    ready: Path | None
    emitted: Emitted


def stage(
    ws: Workspace,
    folder: Path,
    project: str,
    environment: str,
    artifacts: tuple[Artifact, ...],
    graph: Graph,
    sources: SourceMap,
    reads: Reads,
) -> Checked[Staged]:
    """Write what `folder`, somewhere below the workspace, is to be with its manifest; nothing of it is touched yet.

    Nothing is raised: what the system refuses comes back as E001.
    """
    relative, target = _target(ws, folder)
    if target is None:
        return Checked(None, (_leaves(relative),))
    digests, wanted = _wanted(project, environment, artifacts, graph, sources, reads)
    try:
        recover(target)
        found = survey(target, wanted)
        if blocked := _in_the_way(relative, wanted, found):
            return Checked(None, blocked)
        warnings = _warn(relative, found)
        common = {artifact.path for artifact in artifacts if not artifact.templates}
        ready = build(Store(ws.private), target, wanted, found, common) if found.changed else None
    except OSError as error:
        return Checked(None, (_cannot_write(ws, relative, error),))
    return Checked(
        Staged(
            target,
            ready,
            Emitted(relative, found.changed, found.unmanaged, digests, reads.own, reads.variables, reads.waivers),
        ),
        warnings,
    )


def settle(ws: Workspace, staged: Sequence[Staged]) -> Checked[tuple[Emitted, ...]]:
    """Make everything that is staged durable, then put each stack in its place in one step."""
    notes: list[Diagnostic] = []
    ready = [item for item in staged if item.ready]
    try:
        if ready:
            sync_everything(ws.root)
        for item in ready:
            assert item.ready is not None
            switch(item.ready, item.target)
    except OSError as error:
        notes.append(_cannot_write(ws, "stacks", error))
    finally:
        discard(ready)
    return Checked(None if notes else tuple(item.emitted for item in staged), tuple(notes))


def discard(staged: Iterable[Staged]) -> None:
    """Remove what was staged and is not to be settled, or what it has replaced."""
    remove(item.ready for item in staged if item.ready)


def emit(
    ws: Workspace,
    folder: Path,
    project: str,
    environment: str,
    artifacts: tuple[Artifact, ...],
    graph: Graph,
    sources: SourceMap,
    reads: Reads,
) -> Checked[Emitted]:
    """Write one stack: stage and settle. Nothing is written when no byte differs."""
    staged = stage(ws, folder, project, environment, artifacts, graph, sources, reads)
    if staged.value is None:
        return Checked(None, staged.diagnostics)
    settled = settle(ws, [staged.value])
    value = settled.value[0] if settled.value else None
    return Checked(value, (*staged.diagnostics, *settled.diagnostics))


def check_emitted(
    ws: Workspace,
    folder: Path,
    project: str,
    environment: str,
    artifacts: tuple[Artifact, ...],
    graph: Graph,
    sources: SourceMap,
    reads: Reads,
) -> Checked[Emitted]:
    """Write nothing; an error for each file that is stale, missing or left over, and one where all are missing."""
    relative, target = _target(ws, folder)
    if target is None:
        return Checked(None, (_leaves(relative),))
    digests, wanted = _wanted(project, environment, artifacts, graph, sources, reads)
    try:
        found = survey(target, wanted)
        if blocked := _in_the_way(relative, wanted, found):
            return Checked(None, blocked)
        stale = [path for path in found.stale if not same_text(_bytes(target / path), wanted[path])]
        lines = {path: _first_difference(_bytes(target / path), wanted[path]) for path in stale}
    except OSError as error:
        return Checked(None, (_cannot_write(ws, relative, error),))
    hint = f"run `modelwright compile {project} --env {environment}` and commit the result"
    if len(found.missing) == len(wanted):
        return Checked(None, (Diagnostic("E005", f"nothing is compiled in `{relative}`", hint=hint),))
    diagnostics = tuple(
        Diagnostic(code, f"`{relative}/{path}` {what}", _line(relative, path, lines), hint=hint)
        for code, paths, what in (
            ("E004", stale, "is not what the spec compiles to"),
            ("E005", found.missing, "is missing"),
            ("E006", found.left_over, "is left over: nothing compiles to it any more"),
        )
        for path in paths
    )
    changed = tuple(sorted((*stale, *found.missing, *found.left_over)))
    emitted = Emitted(relative, changed, found.unmanaged, digests)
    return Checked(None if diagnostics else emitted, diagnostics)


def _target(ws: Workspace, folder: Path) -> tuple[str, Path | None]:
    """The stack's folder relative to the workspace, and where it really is; None when that is outside."""
    if not folder.is_relative_to(ws.root) or ".." in folder.parts:
        return folder.name, None
    relative = folder.relative_to(ws.root).as_posix()
    return relative, inside(ws.root, relative)


def describe(
    project: str, environment: str, artifacts: tuple[Artifact, ...], graph: Graph, sources: SourceMap, reads: Reads
) -> Manifest:
    """The manifest of a compiled stack, whether it is written or not."""
    digests = {artifact.path: digest_content(artifact.content) for artifact in sorted(artifacts, key=lambda a: a.path)}
    resources = resource_sources(graph, sources, artifacts, reads)
    return Manifest(project, environment, VERSION, digests, resources, reads.files, reads.references)


def _wanted(
    project: str, environment: str, artifacts: tuple[Artifact, ...], graph: Graph, sources: SourceMap, reads: Reads
) -> tuple[dict[str, str], dict[str, bytes]]:
    """Digests and contents of every managed file, the manifest last."""
    described = describe(project, environment, artifacts, graph, sources, reads)
    files = {artifact.path: artifact.content for artifact in artifacts}
    manifest = dump_manifest(described)
    return {**described.files, NAME: digest_bytes(manifest)}, {**files, NAME: manifest}


def _in_the_way(relative: str, wanted: Mapping[str, bytes], found: Survey) -> tuple[Diagnostic, ...]:
    """Files that are not ours where our folders go, and folders with such files where our files go."""
    folders = {parent.as_posix() for path in wanted for parent in PurePosixPath(path).parents}
    blocking = {path for path in found.carried if path in folders}
    for path in found.carried:
        blocking.update(parent.as_posix() for parent in PurePosixPath(path).parents if parent.as_posix() in wanted)
    hint = "move it away, or give it another name"
    names = [f"{relative}/{path}" for path in sorted(blocking)]
    return tuple(Diagnostic("E007", f"`{name}` is in the way of what is compiled", hint=hint) for name in names)


def _warn(relative: str, found: Survey) -> tuple[Diagnostic, ...]:
    warnings = [
        Diagnostic(
            "E003",
            f"`{relative}/{path}` was edited by hand and is compiled anew; the edit is kept beside it as `.orig`",
            Location(f"{relative}/{path}", 1, 1),
            hint="change the spec or a template instead; what is under `stacks/` is compiled",
            severity=Severity.WARNING,
        )
        for path in found.edited
    ]
    if found.broken_manifest:
        name = f"{relative}/{NAME}"
        summary = f"`{name}` cannot be read and is written anew: {found.broken_manifest}"
        warnings.append(Diagnostic("E008", summary, Location(name, 1, 1), severity=Severity.WARNING))
    return tuple(warnings)


def _leaves(relative: str) -> Diagnostic:
    hint = "`stacks` and the folders in it must be folders of the workspace, not links to other places"
    return Diagnostic("E002", f"`{relative}` leaves the workspace", hint=hint)


def _cannot_write(ws: Workspace, relative: str, error: OSError) -> Diagnostic:
    name = relative
    if isinstance(error.filename, str) and Path(error.filename).is_relative_to(ws.root):
        name = Path(error.filename).relative_to(ws.root).as_posix()
    summary = f"`{name}` cannot be written or read: {error.strerror or error}"
    return Diagnostic("E001", summary, hint="what was compiled before is still there; check permissions and free space")


def _bytes(path: Path) -> bytes | None:
    return None if path.is_symlink() else path.read_bytes()


def _line(relative: str, path: str, lines: Mapping[str, int]) -> Location | None:
    return Location(f"{relative}/{path}", lines[path], 1) if path in lines else None


def _first_difference(present: bytes | None, wanted: bytes) -> int:
    old, new = (present or b"").split(b"\n"), wanted.split(b"\n")
    pairs = enumerate(zip(old, new, strict=False), 1)
    return next((number for number, (one, other) in pairs if one.rstrip(b"\r") != other), min(len(old), len(new)))
