"""Compile or validate many projects at once, with all cores: what is sound is written, and every mistake is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.crew import cores, share_out
from compiler.pipeline import Session, compile_session, stack_sessions
from compiler.source.diagnostic import Checked, Diagnostic, ordered

if TYPE_CHECKING:
    from compiler.emit import Emitted

T = TypeVar("T")
Tell = Callable[[int, int], None]
"""Called with how many projects are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Many:
    """The projects that a command works on, in `chosen` environments (None: all that each of them has).

    `variables` is the process environment, as in a session.
    """

    workspace: Workspace
    projects: tuple[ProjectFile, ...]
    chosen: tuple[str, ...] | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one project; the value is None where it has mistakes."""

    file: str
    checked: Checked[T]


def open_many(cwd: Path, chosen: tuple[str, ...] | None = None) -> Checked[Many]:
    """All projects of the workspace around `cwd`."""
    from compiler.load import find_workspace, list_projects

    workspace = find_workspace(cwd)
    found = list_projects(workspace)
    if found.value is None:
        return Checked(None, found.diagnostics)
    return Checked(Many(workspace, found.value, chosen, dict(os.environ)), found.diagnostics)


def compile_many(many: Many, tell: Tell, *, check: bool = False) -> tuple[Outcome[tuple[Emitted, ...]], ...]:
    """Each project into `stacks/`, all its environments or none; with `check` nothing is written."""

    def work(session: Session) -> Checked[tuple[Emitted, ...]]:
        names = _names(many, session)
        if not names.value:
            return Checked(None if names.failed else (), names.diagnostics)
        return compile_session(session, names.value, check=check)

    return each(many, work, tell)


def validate_many(many: Many, tell: Tell) -> tuple[Outcome[tuple[str, ...]], ...]:
    """Each project; the value holds the environments in which it is sound."""
    from compiler.operations.soundness import validate

    def work(session: Session) -> Checked[tuple[str, ...]]:
        names = _names(many, session)
        return validate(session, names.value) if names.value else names

    return each(many, work, tell)


def told(outcomes: Iterable[Outcome[T]]) -> tuple[Diagnostic, ...]:
    """What was said of all projects; what several share is said once."""
    return ordered(item for outcome in outcomes for item in outcome.checked.diagnostics)


def _names(many: Many, session: Session) -> Checked[tuple[str, ...]]:
    """The environments to work on: a project that lacks one that was chosen is left out there."""
    stacks = stack_sessions(session)
    if stacks.value is None:
        return Checked(None, stacks.diagnostics)
    names = [stack.environment for stack in stacks.value]
    return Checked(tuple(name for name in names if many.chosen is None or name in many.chosen))


def each(many: Many, work: Callable[[Session], Checked[T]], tell: Tell) -> tuple[Outcome[T], ...]:
    """The first project is done before the work is shared out, so that what all have in common is made once."""

    def one(project: ProjectFile) -> Outcome[T]:
        return Outcome(project.file, work(Session(many.workspace, project, "", variables=many.variables)))

    def all_of_them() -> Iterator[Outcome[T]]:
        yield from map(one, many.projects[:1])
        yield from share_out(many.projects[1:], one, cores())

    outcomes: list[Outcome[T]] = []
    for outcome in all_of_them():
        outcomes.append(outcome)
        tell(len(outcomes), len(many.projects))
    return tuple(sorted(outcomes, key=lambda outcome: outcome.file))
