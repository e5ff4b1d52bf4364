"""The phases in order: a project's files go in, a compiled stack comes out. Read this first.

    files --load--> Document --compose--> Composed --validate--> Resolved
          --lower--> Graph --render--> Artifacts --emit--> stacks/<project>/<environment>/

Each phase is one function that returns `Checked`; this module hands the value of one to the next and stops after
errors.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from compiler.model.datafile import Files
from compiler.model.memory import Memory
from compiler.model.parts import Parts, narrowed, tagged
from compiler.model.workspace import PROJECT_FILE, ProjectFile, Workspace
from compiler.source.diagnostic import Checked, Diagnostic, Refused, Severity, ordered
from compiler.source.share import named, share

if TYPE_CHECKING:
    from compiler.emit import Emitted, Staged
    from compiler.model.composed import Composed
    from compiler.model.document import Document
    from compiler.model.graph import Graph
    from compiler.model.reads import Reads
    from compiler.model.rendering import Artifact
    from compiler.model.resolved import Resolved
    from compiler.model.target import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """What one command works on. `overrides` are in Hydra's grammar; `document` is the project file, once read.

    Of a preview `base` is the environment that it inherits from, and `parts` the models and serving targets that it
    makes, with `tags` beside those of the platform.

    `variables` is the process environment; a composition gets those of them that the project declares. `memory` is the
    command's own. `today` decides which waivers have run out; without it none has. `engine` goes before the
    environment's own. `refresh` tells whether what runs is read before it is planned; None: where it is in a cloud.
    """

    workspace: Workspace
    project: ProjectFile
    environment: str
    overrides: tuple[str, ...] = ()
    document: Document | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    today: date | None = None
    engine: str | None = None
    refresh: bool | None = None
    base: str = ""
    parts: Parts | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def within(self, environment: str) -> Session:
        """The same project in another environment, all of it."""
        return replace(self, environment=environment, base="", parts=None)


@dataclass(frozen=True, slots=True)
class Lowered:
    """Everything that is known of one project in one environment before anything is printed."""

    composed: Composed
    resolved: Resolved
    target: Target
    graph: Graph


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything that is known of one project in one environment before anything is written."""

    composed: Composed
    resolved: Resolved
    graph: Graph
    artifacts: tuple[Artifact, ...]
    reads: Reads


def open_session(
    cwd: Path, target: str | None, environment: str, overrides: tuple[str, ...] = (), *, today: date | None = None
) -> Checked[Session]:
    """Find the workspace around `cwd` and in it the project that `target` names (a folder, a file or a name).

    Without `target` it is the project around `cwd`, or the only one of the workspace. However it is named, its
    workspace is the one around the project's own folder: there is one state of it. This is where the process
    environment is taken up; no phase reads it.
    """
    from compiler.load import find_project, find_workspace, hidden_around

    workspace = find_workspace(cwd if target is None else _near(cwd, target))
    found = find_project(workspace, target, cwd)
    if found.value is not None and (own := find_workspace(workspace.root / found.value.folder)).root != workspace.root:
        file = workspace.root / found.value.file
        workspace, found = own, find_project(own, str(file), cwd)
    if found.value is None:
        return Checked(None, found.diagnostics)
    session = Session(workspace, found.value, environment, overrides, variables=dict(os.environ), today=today)
    return Checked(session, (*hidden_around(workspace), *found.diagnostics))


def recorded_session(cwd: Path, target: str, environment: str) -> Session | None:
    """A session for a project that no file describes any more, when there is still a state under this name."""
    from compiler.load import find_workspace

    workspace = find_workspace(cwd)
    plain = target not in ("", ".", "..") and Path(target).name == target
    if not plain or not (workspace.private / "state" / target).is_dir():
        return None
    return Session(workspace, ProjectFile(f"{target}/{PROJECT_FILE}", target), environment)


def environments(session: Session) -> Checked[tuple[str, ...]]:
    """Every environment of the project, `local` first."""

    def run(keep: Keep) -> tuple[str, ...]:
        from compiler.compose import list_environments

        return list_environments(keep.value(_load(session)))

    return collect(run)


def stack_sessions(session: Session, chosen: tuple[str, ...] | None = None) -> Checked[tuple[Session, ...]]:
    """The project in the `chosen` environments (None: all of them); its file is read once for all."""

    def run(keep: Keep) -> tuple[Session, ...]:
        loaded = replace(session, document=keep.value(_load(session)))
        return tuple(loaded.within(name) for name in chosen or keep.value(environments(loaded)))

    return collect(run)


def compose_stack(session: Session) -> Checked[Composed]:
    """Load and compose: what a project is in one environment, whether it makes sense or not."""

    def run(keep: Keep) -> Composed:
        from compiler.compose import compose, declared_names
        from compiler.load import load_document

        document = keep.value(_load(session))
        known = session.variables
        return keep.value(
            compose(
                session.workspace,
                session.project,
                document,
                session.environment,
                session.overrides,
                load=load_document,
                base=session.base,
                memory=session.memory,
                variables={name: known[name] for name in declared_names(document) if name in known},
            )
        )

    return collect(run)


def resolve_stack(session: Session) -> Checked[tuple[Composed, Resolved]]:
    """Load, compose and validate."""

    def run(keep: Keep) -> tuple[Composed, Resolved]:
        from compiler import targets
        from compiler.load import inspect_files
        from compiler.validate import validate

        composed = keep.value(compose_stack(session))
        owner = session.document or composed
        inspected = inspect_files(session.workspace, composed, session.memory.recent("tables", owner, dict))
        target = targets.get(target_name(composed))
        known = tuple(targets.names())
        files = inspected.value or Files({}, {})
        if target is None:
            checked = validate(composed, files, {}, known, today=session.today)
        else:
            checked = validate(
                composed, files, target.capabilities, known, sklearn=target.sklearn(), today=session.today
            )
        keep.notes(inspected)
        return composed, keep.value(checked)

    return collect(run)


def lower_stack(session: Session) -> Checked[Lowered]:
    """All phases that can find a mistake of the spec."""

    def run(keep: Keep) -> Lowered:
        from compiler import targets
        from compiler.lower import lower

        composed, resolved = keep.value(resolve_stack(session))
        if session.parts is not None:
            resolved = tagged(narrowed(resolved, session.parts), session.tags)
        target = targets.get(resolved.project.platform.target)
        assert target is not None, "validate lets only known targets pass"
        return Lowered(composed, resolved, target, keep.value(lower(resolved, target)))

    return collect(run)


def compile_stack(session: Session) -> Checked[Compiled]:
    """All phases up to rendered and verified files, in memory; nothing is written."""

    def run(keep: Keep) -> Compiled:
        from compiler.model.reads import reads_of
        from compiler.render import render

        lowered = keep.value(lower_stack(session))
        target, graph = lowered.target, lowered.graph
        told = named(session.workspace.root, "templates")
        rendered = render(target.renderings(graph), (share("templates"),), lowered.resolved.sources, told)
        artifacts = keep.value(rendered)
        files = (*artifacts, *target.files(graph))
        reads = reads_of(lowered.composed, lowered.resolved.files, files, told)
        return Compiled(lowered.composed, lowered.resolved, graph, files, reads)

    return collect(run)


def compile_session(
    session: Session, chosen: tuple[str, ...] | None = None, *, check: bool = False
) -> Checked[tuple[Emitted, ...]]:
    """Compile into `stacks/`, all environments or none; with `check` write nothing and report what is stale."""
    from compiler.emit import check_emitted, settle

    def compare(keep: Keep) -> tuple[Emitted, ...]:
        return keep.all(hand_over(check_emitted, session, item) for item in keep.value(_compiled(session, chosen)))

    def write(keep: Keep) -> tuple[Emitted, ...]:
        return keep.value(settle(session.workspace, keep.value(stage_session(session, chosen))))

    return collect(compare if check else write)


def stage_session(session: Session, chosen: tuple[str, ...] | None = None) -> Checked[tuple[Staged, ...]]:
    """Compile, and write what is new beside the stacks of the project: all of its environments or none."""
    from compiler.emit import discard, stage

    staged: list[Checked[Staged]] = []

    def run(keep: Keep) -> tuple[Staged, ...]:
        staged.extend(hand_over(stage, session, item) for item in keep.value(_compiled(session, chosen)))
        return keep.all(staged)

    checked = collect(run)
    if checked.value is None:
        discard(item.value for item in staged if item.value is not None)
    return checked


def _compiled(session: Session, chosen: tuple[str, ...] | None) -> Checked[tuple[Compiled, ...]]:
    return collect(lambda keep: keep.all(map(compile_stack, keep.value(stack_sessions(session, chosen)))))


def hand_over(write: Callable[..., Checked[T]], session: Session, item: Compiled) -> Checked[T]:
    """Hand one compiled stack to a function of `emit`, for the folder where it belongs."""
    return write_stack(write, session, item, stack_folder(session, item))


def write_stack(write: Callable[..., Checked[T]], session: Session, item: Compiled, folder: Path) -> Checked[T]:
    """Hand one compiled stack to a function of `emit`; `folder` is one of the two below."""
    resolved = item.resolved
    project, environment = resolved.project.project, resolved.environment
    where = (session.workspace, folder, project, environment)
    return write(*where, item.artifacts, item.graph, resolved.sources, item.reads)


def stack_folder(session: Session, item: Compiled) -> Path:
    """Where a stack belongs. With overrides, and for a preview, it is a private folder, because `stacks/` says what
    the files say.
    """
    if session.overrides or session.base:
        return private_folder(session, item)
    return session.workspace.stacks / item.resolved.project.project / item.resolved.environment


def private_folder(session: Session, item: Compiled) -> Path:
    """As deep in the workspace as a folder of `stacks/`, so that the same relative paths hold in it."""
    return session.workspace.private / "build" / f"{item.resolved.project.project}.{item.resolved.environment}"


class Keep:
    """Gathers diagnostics along the phases; `value` ends the run when a phase failed."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def notes(self, checked: Checked[object]) -> None:
        """Keep what a phase said, and go on."""
        self.diagnostics += checked.diagnostics

    def value(self, checked: Checked[T]) -> T:
        """Keep what a phase said, and go on with its value."""
        self.notes(checked)
        if checked.failed or checked.value is None or self.failed:
            raise Refused(self.diagnostics)
        return checked.value

    def all(self, many: Iterable[Checked[T]]) -> tuple[T, ...]:
        """The values of several runs; all are made first, so that the mistakes of all are told.

        What is wrong at one place in several environments is told in the words of the first.
        """
        results = tuple(many)
        told: set[tuple[object, ...]] = set()
        for checked in results:
            new = [item for item in checked.diagnostics if item.location is None or _cause(item) not in told]
            self.diagnostics += new
            told.update(map(_cause, new))
        values = tuple(checked.value for checked in results if checked.value is not None)
        if self.failed or len(values) < len(results):
            raise Refused(self.diagnostics)
        return values

    @property
    def failed(self) -> bool:
        """True when an error was kept."""
        return any(item.severity is Severity.ERROR for item in self.diagnostics)


def _cause(item: Diagnostic) -> tuple[object, ...]:
    return (item.code, item.location, item.path)


def collect(run: Callable[[Keep], T]) -> Checked[T]:
    """Run `run` with a fresh `Keep`; returns its value with everything that was said on the way."""
    keep = Keep()
    try:
        value = run(keep)
    except Refused as refused:
        return Checked(None, refused.diagnostics)
    return Checked(value, ordered(keep.diagnostics))


def target_name(composed: Composed) -> str:
    """The target that a composed tree names; empty when it names none."""
    platform = composed.tree.get("platform")
    name = platform.get("target") if isinstance(platform, dict) else None
    return name if isinstance(name, str) else ""


def _load(session: Session) -> Checked[Document]:
    from compiler.load import load_spec

    if session.document is not None:
        return Checked(session.document)
    return load_spec(session.workspace.root, session.project)


def _near(cwd: Path, target: str) -> Path:
    path = cwd / target
    try:
        return path if path.is_dir() else path.parent if path.exists() else cwd
    except (OSError, ValueError):  # a word that no file could have as its name
        return cwd
