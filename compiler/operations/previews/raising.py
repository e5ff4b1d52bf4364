"""`preview up`: what a branch changes, made in an environment of its own."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.model.events import OnEvent
from compiler.model.memory import Memory
from compiler.model.parts import Parts
from compiler.model.plan import Action, Plan
from compiler.model.preview import PREVIEW, PreviewStack, preview_name
from compiler.model.workspace import Workspace
from compiler.operations.apply import UpResult, up
from compiler.operations.changes import changed_since, merge_base
from compiler.operations.checkout import files_at
from compiler.operations.git import told_by_git
from compiler.operations.many import Many
from compiler.operations.previews.clouds import clouds_of, stacks_in_cloud, tags_of_preview
from compiler.operations.previews.ledger import ledger_file, read_ledger, strike, write_ledger
from compiler.operations.previews.standing import Standing, standing
from compiler.operations.previews.teardown import remove_stack
from compiler.operations.previews.touched import touched
from compiler.operations.workspace import refuse_namesakes
from compiler.pipeline import Keep, Session, collect, stack_sessions
from compiler.source.diagnostic import Checked, Refused
from compiler.source.lock import locked

if TYPE_CHECKING:
    from compiler.model.spec.project import Project


@dataclass(frozen=True, slots=True)
class Asked:
    """A preview of pull request `pull`: it inherits from the environment `base` and shows what differs from where the
    branch left `reference`. `branch` is empty for the one that is checked out.
    """

    pull: int
    base: str
    reference: str
    branch: str = ""
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A project that differs: its preview's session, with the parts that it makes, and `gone`, the parts that the
    branch takes away.
    """

    project: str
    session: Session
    parts: Parts
    gone: tuple[str, ...]
    record: PreviewStack


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of one project; `result` is None where it failed."""

    change: Change
    result: UpResult | None


def preview_changes(many: Many, asked: Asked) -> Checked[tuple[Change, ...]]:
    """What a preview has to make, by project; projects without the environment `base` have no previews of it."""

    def run(keep: Keep) -> tuple[Change, ...]:
        refuse_namesakes(many)
        workspace = many.workspace
        differs = changed_since(workspace, asked.reference)
        memories = Memory(), Memory()
        chosen = [project for project in many.projects if differs(project)]
        with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
            base = files_at(workspace, merge_base(workspace, asked.reference), Path(folder), chosen)
            before = _as_now(workspace, base)
            checked = [_change(replace(many, projects=(project,)), asked, before, memories) for project in chosen]
        for item in checked:
            keep.notes(item)
        if any(item.failed for item in checked):
            raise Refused(keep.diagnostics)
        return tuple(item.value for item in checked if item.value is not None and item.value.parts)

    return collect(run)


def _as_now(now: Workspace, before: Workspace) -> Workspace:
    """The earlier workspace with what every preview has now: both sides are compared under the same platform."""
    ours, theirs = (ws.root / "conf" / "env" / f"{PREVIEW}.yaml" for ws in (now, before))
    theirs.unlink(missing_ok=True)
    if ours.is_file():
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.write_bytes(ours.read_bytes())
    return Workspace(before.root, before.root / "conf" if (before.root / "conf").is_dir() else None)


def _change(many: Many, asked: Asked, before: Workspace, memories: tuple[Memory, Memory]) -> Checked[Change | None]:
    (project,) = many.projects

    def session(workspace: Workspace, memory: Memory) -> Session:
        return replace(many.session(project, memory, workspace), engine=asked.engine)

    def run(keep: Keep) -> Change | None:
        now = keep.value(stack_sessions(session(many.workspace, memories[0])))
        found = {item.environment: item for item in now}.get(asked.base)
        if found is None:
            return None
        own = replace(found, environment=preview_name(asked.pull), base=asked.base)
        was = session(before, memories[1]) if (before.root / project.file).is_file() else None
        told = keep.value(touched(own, was and replace(was, environment=own.environment, base=own.base)))
        spec = told.lowered.resolved.project
        record = _record(many, asked, spec)
        tags = tags_of_preview(record) if clouds_of(record.target) else {}
        return Change(spec.project, replace(own, parts=told.parts, tags=tags), told.parts, told.gone, record)

    return collect(run)


def _record(many: Many, asked: Asked, spec: Project) -> PreviewStack:
    platform, now = spec.platform, time.time()
    return PreviewStack(
        project=spec.project,
        pull=asked.pull,
        base=asked.base,
        branch=asked.branch or (told_by_git(many.workspace.root, "branch", "--show-current") or "").strip(),
        updated=now,
        until=now + platform.previews.expires,
        target=platform.target,
        region=platform.region or "",
        engine=asked.engine or platform.engine,
        backend=platform.backend or "",
        secrets_provider=platform.secrets_provider or "",
    )


def preview_up(
    many: Many,
    asked: Asked,
    changes: Sequence[Change],
    on_event: OnEvent,
    confirm: Callable[[Change, Plan], bool],
    tell: Callable[[Raised], None],
    removed: Callable[[str, tuple[str, ...]], None],
) -> Checked[tuple[Raised, ...]]:
    """Make the preview what `changes` say: each in turn, past failures. If there were none, what it had made before
    and the branch does not change any more is taken down. `tell` hears of each project when it is done,
    `removed` of each that is taken down, with its resources.
    """

    def run(keep: Keep) -> tuple[Raised, ...]:
        private = many.workspace.private
        with locked(ledger_file(private, asked.pull), f"preview up {asked.pull}"):
            raised = [_raise(keep, private, change, on_event, confirm, tell) for change in changes]
            if keep.failed:
                raise Refused(keep.diagnostics)
            for stack in _superseded(many, asked, changes):
                steps = remove_stack(many.workspace, stack, on_event)
                removed(stack.project, tuple(str(step.address) for step in steps if step.action is Action.DELETE))
            _keep_ledger(private, asked.pull, {change.project for change in changes})
        return tuple(raised)

    return collect(run)


def _raise(
    keep: Keep,
    private: Path,
    change: Change,
    on_event: OnEvent,
    confirm: Callable[[Change, Plan], bool],
    tell: Callable[[Raised], None],
) -> Raised:
    def confirmed(plan: Plan) -> bool:
        agreed = confirm(change, plan)
        if agreed:
            _put_down(private, change.record)
        return agreed

    done = up(change.session, on_event, confirmed)
    keep.notes(done)
    raised = Raised(change, done.value)
    tell(raised)
    return raised


def _put_down(private: Path, record: PreviewStack) -> None:
    """In the ledger and beside the state, before anything is made."""
    from compiler.provider import write_tags

    others = [item for item in read_ledger(private, record.pull) if item.project != record.project]
    write_ledger(private, record.pull, [*others, record])
    write_tags(private, record)


def _superseded(many: Many, asked: Asked, changes: Sequence[Change]) -> tuple[Standing, ...]:
    """What the preview still has of projects that do not differ any more."""
    differing = {change.project for change in changes}
    found = standing(many.workspace.private, stacks_in_cloud(many, asked.base))
    own = (preview for preview in found if preview.pull == asked.pull)
    return tuple(stack for preview in own for stack in preview.stacks if stack.project not in differing)


def _keep_ledger(private: Path, pull: int, projects: set[str]) -> None:
    """Without what was taken down; a preview that has nothing has no entry."""
    left = [item for item in read_ledger(private, pull) if item.project in projects]
    if left:
        write_ledger(private, pull, left)
    else:
        strike(private, pull)
