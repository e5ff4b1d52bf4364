"""Compile or validate many projects at once, with all cores: what is sound is written, and every mistake is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from compiler.model.memory import Memory
from compiler.model.workspace import ProjectFile
from compiler.operations.crew import cores, share_out
from compiler.operations.leftovers import Leftovers
from compiler.operations.many import Many
from compiler.source.diagnostic import Checked, Diagnostic, Refused, ordered

if TYPE_CHECKING:
    from compiler.emit import Emitted
    from compiler.pipeline import Session

    Task = tuple[Session, tuple[str, ...]]
    """A project, and the environments of it that are meant."""

T = TypeVar("T")
_BATCH = 25
"""Projects that one process does at a time."""
Names = tuple[str, ...]
Tell = Callable[[int, int], None]
"""Called with how many projects are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one project; the value is None where it has mistakes."""

    file: str
    checked: Checked[T]


def open_many(cwd: Path, chosen: tuple[str, ...] | None = None, *, today: date | None = None) -> Checked[Many]:
    """All projects of the workspace around `cwd`."""
    from compiler.load import find_workspace, list_projects

    workspace = find_workspace(cwd)
    found = list_projects(workspace)
    if found.value is None:
        return Checked(None, found.diagnostics)
    return Checked(Many(workspace, found.value, chosen, dict(os.environ), today), found.diagnostics)


def compile_many(many: Many, tell: Tell, *, check: bool = False) -> tuple[Outcome[tuple[Emitted, ...]], ...]:
    """Each project into `stacks/`, all its environments or none; with `check` nothing is written.

    Projects that are as the last compilation left them are not looked into.
    """
    memory = Memory()
    left = Leftovers(many, memory)
    refuse_namesakes(many, left.names)

    def work(rest: Many, tell: Tell) -> tuple[Outcome[tuple[Emitted, ...]], ...]:
        if check:
            return _share(rest, _check, tell, memory)
        found = _share(rest, lambda tasks: _compile(many, tasks), tell, memory)
        left.keep({outcome.file: outcome.checked for outcome in found})
        return found

    return _beside(left.untouched(), many, work, tell)


def _beside(
    known: Mapping[str, Checked[T]], many: Many, work: Callable[[Many, Tell], tuple[Outcome[T], ...]], tell: Tell
) -> tuple[Outcome[T], ...]:
    """What is `known` of projects by file, and what `work` finds of the others."""
    rest = replace(many, projects=tuple(project for project in many.projects if project.file not in known))
    tell(len(known), len(many.projects))
    found = work(rest, lambda done, _: tell(len(known) + done, len(many.projects)))
    outcomes = (*found, *(Outcome(file, checked) for file, checked in known.items()))
    return tuple(sorted(outcomes, key=lambda outcome: outcome.file))


def refuse_namesakes(many: Many, known: Mapping[str, str] = MappingProxyType({})) -> None:
    """Raise `Refused` (L021) where two projects have one name; `known` are names by file."""
    from compiler.load import namesakes

    if found := namesakes(many.workspace, many.projects, known):
        raise Refused(found)


def _check(tasks: Sequence[Task]) -> list[Checked[tuple[Emitted, ...]]]:
    from compiler.pipeline import compile_session

    return [compile_session(*task, check=True) for task in tasks]


def _compile(many: Many, tasks: Sequence[Task]) -> list[Checked[tuple[Emitted, ...]]]:
    """Several projects, made durable together: that takes as long for many files as for one."""
    from compiler.emit import settle
    from compiler.pipeline import stage_session

    staged = [stage_session(session, names) for session, names in tasks]
    settled = settle(many.workspace, [stack for item in staged for stack in item.value or ()])
    if settled.value is None:
        return [Checked(None, (*item.diagnostics, *settled.diagnostics)) for item in staged]
    written = iter(settled.value)
    return [
        Checked(None if item.value is None else tuple(islice(written, len(item.value))), item.diagnostics)
        for item in staged
    ]


def validate_many(many: Many, tell: Tell) -> tuple[Outcome[tuple[str, ...]], ...]:
    """Each project; the value holds the environments in which it is sound. What is as it was compiled is sound."""
    from compiler.operations.soundness import validate

    left = Leftovers(many, Memory())
    # What was said of a project is known of all its environments together.
    known = {} if many.chosen else {file: _sound(checked) for file, checked in left.untouched().items()}
    return each(many, lambda session, names: validate(session, many.chosen and names), tell, known, left.names)


def _sound(compiled: Checked[tuple[Emitted, ...]]) -> Checked[tuple[str, ...]]:
    """Of what compiling said, what validating says: nothing of files in `stacks/`."""
    names = tuple(stack.folder.rpartition("/")[2] for stack in compiled.value or ())
    return Checked(names, tuple(item for item in compiled.diagnostics if item.code[0] != "E"))


def open_sessions(many: Many) -> tuple[Session, ...]:
    """A session for each chosen environment that a project has, in order. Raises `Refused` for files with mistakes."""
    refuse_namesakes(many)
    memory = Memory()
    opened = [_open(many, project, memory) for project in many.projects]
    if any(task.failed for task in opened):
        raise Refused(item for task in opened for item in task.diagnostics)
    return tuple(task.value[0].within(name) for task in opened if task.value for name in task.value[1])


def told(outcomes: Iterable[Outcome[T]]) -> tuple[Diagnostic, ...]:
    """What was said of all projects; what several share is said once."""
    return ordered(item for outcome in outcomes for item in outcome.checked.diagnostics)


def each(
    many: Many,
    work: Callable[[Session, Names], Checked[T]],
    tell: Tell,
    known: Mapping[str, Checked[T]] = MappingProxyType({}),
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Outcome[T], ...]:
    """Do `work` for every project, with the environments that are meant; what it returns begins as an empty tuple.

    What is `known` already is not asked again, nor are `names`; both are by project file.
    """
    refuse_namesakes(many, names)

    def ask(rest: Many, tell: Tell) -> tuple[Outcome[T], ...]:
        return _share(rest, lambda tasks: [work(session, chosen) for session, chosen in tasks], tell, Memory())

    return _beside(known, many, ask, tell)


def _share(
    many: Many, work: Callable[[Sequence[Task]], list[Checked[T]]], tell: Tell, memory: Memory
) -> tuple[Outcome[T], ...]:
    """The first project is done before the work is shared out, so that what all have in common is made once."""
    if not many.projects:
        return ()

    def do(projects: Sequence[ProjectFile]) -> list[Outcome[T]]:
        opened = {project.file: _open(many, project, memory) for project in projects}
        tasks = [task.value for task in opened.values() if task.value is not None and task.value[1]]
        done = dict(zip((session.project.file for session, _ in tasks), work(tasks), strict=True))
        return [Outcome(file, done.get(file) or _nothing(task)) for file, task in opened.items()]

    workers = cores()
    rest = many.projects[1:]
    size = max(1, min(_BATCH, len(rest) // (4 * workers)))
    batches = [rest[start : start + size] for start in range(0, len(rest), size)]
    outcomes = do(many.projects[:1])
    tell(len(outcomes), len(many.projects))
    for found in share_out(batches, do, workers):
        outcomes += found
        tell(len(outcomes), len(many.projects))
    return tuple(sorted(outcomes, key=lambda outcome: outcome.file))


def _open(many: Many, project: ProjectFile, memory: Memory) -> Checked[Task]:
    """A project with its file read, and its environments among the chosen ones: it may lack some, or all."""
    from compiler.pipeline import stack_sessions

    stacks = stack_sessions(many.session(project, memory))
    if not stacks.value:
        return Checked(None, stacks.diagnostics)
    names = tuple(stack.environment for stack in stacks.value)
    meant = tuple(name for name in names if many.chosen is None or name in many.chosen)
    return Checked((stacks.value[0], meant), stacks.diagnostics)


def _nothing(task: Checked[Task]) -> Checked[Any]:
    return Checked(None if task.failed else (), task.diagnostics)
