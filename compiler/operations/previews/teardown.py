"""Take a preview down, all of it, from what is recorded and not from anybody's files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compiler.engines.embedded.statefile import backup
from compiler.model.events import OnEvent
from compiler.model.plan import Action, Step
from compiler.model.preview import PreviewStack, preview_name
from compiler.model.stack import Stack
from compiler.model.workspace import Workspace
from compiler.operations.custody import as_kept, keeper
from compiler.operations.engine import EngineName
from compiler.operations.previews.clouds import clouds_of
from compiler.operations.previews.ledger import ledger_file, strike
from compiler.operations.previews.standing import Preview, Standing, standing
from compiler.operations.project import program_folder
from compiler.operations.removal import DestroyResult, take_down
from compiler.source.diagnostic import Diagnostic, Refused, refuse
from compiler.source.lock import locked

_DAMAGED_STATE = ("P001", "P002")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of one preview: the resources that were removed, by project, and what is left of it."""

    pull: int
    removed: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    problems: tuple[Diagnostic, ...] = ()


def take_preview_down(workspace: Workspace, pull: int, on_event: OnEvent, clouds: Sequence[PreviewStack] = ()) -> Gone:
    """Everything of a pull request's preview, past failures, and then a look whether nothing is left of it.

    Nothing there is nothing to do; `clouds` tell what stands in one. Problems are told in the result; the entry of the
    ledger goes last.
    """
    private = workspace.private
    try:
        with locked(ledger_file(private, pull), f"preview down {pull}"):
            return _take_down(workspace, _preview(workspace, pull, clouds), on_event)
    except Refused as refused:  # somebody is at work on it
        return Gone(pull, (), _names(_preview(workspace, pull, clouds)), refused.diagnostics)


def _take_down(workspace: Workspace, preview: Preview, on_event: OnEvent) -> Gone:
    pull = preview.pull
    removed: list[tuple[str, str]] = []
    problems: list[Diagnostic] = []
    for stack in preview.stacks:
        try:
            steps = remove_stack(workspace, stack, on_event)
        except Refused as refused:
            problems += refused.diagnostics
            continue
        removed += [(stack.project, str(step.address)) for step in steps if step.action is Action.DELETE]
    left = _names(_preview(workspace, pull, ledger=False))
    if not left and not problems:
        strike(workspace.private, pull)
    return Gone(pull, tuple(removed), left, tuple(problems))


def remove_stack(workspace: Workspace, standing: Standing, on_event: OnEvent) -> tuple[Step, ...]:
    """One project of a preview, with its artifacts and history; its tags go last. Raises `Refused` (O034, …)."""
    from compiler.engines.pulumi import forget_past
    from compiler.provider import remove_traces, tags_file

    stack, name = _kept(workspace, standing)
    record = standing.record
    cloud = clouds_of(record.target) if record else None
    place = (record.region if record else "", stack.project, stack.environment)
    if cloud is not None:
        cloud.end_jobs(*place)
    try:
        result = _without_asking(stack, name, on_event)
    except Refused as refused:
        if name != "embedded" or any(item.code not in _DAMAGED_STATE for item in refused.diagnostics):
            raise
        # Whatever this engine makes has left other traces, by which it goes, too.
        for file in (stack.state_file, backup(stack.state_file)):
            file.unlink(missing_ok=True)
        result = _without_asking(stack, name, on_event)
    if cloud is not None and (left := cloud.left(*place)):
        raise still_there(stack, left)
    forget_past(stack)
    remove_traces(stack.private, stack.project, stack.environment)
    tags_file(stack.private, stack.project, stack.environment).unlink(missing_ok=True)
    return result.steps


def still_there(stack: Stack, left: tuple[str, ...]) -> Refused:
    """The refusal (O034) to call gone what a cloud still has parts of."""
    shown = ", ".join(left[:_SHOWN]) + (f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else "")
    summary = f"`{stack.project}` in `{stack.environment}` is destroyed, and the cloud still has: {shown}"
    return refuse("O034", summary, hint="remove it at the console, or wait until the cloud has, and run the same again")


def _without_asking(stack: Stack, name: EngineName, on_event: OnEvent) -> DestroyResult:
    return take_down(stack, name, on_event, lambda _: True, purge=True, ask=lambda _: True)


def _kept(workspace: Workspace, standing: Standing) -> tuple[Stack, EngineName]:
    record, private = standing.record, workspace.private
    program = program_folder(workspace, standing.project, standing.environment)
    stack = Stack(standing.project, standing.environment, workspace.root, private, program)
    if record is None:
        kept = as_kept(stack)
    else:
        config = {"aws:region": record.region} if record.region else {}
        places = (stack.project, stack.environment, stack.root, stack.private, stack.program)
        kept = as_kept(Stack(*places, config, record.backend, record.secrets_provider))
    name = keeper(kept)
    if name is None:
        name = "pulumi" if record is not None and record.engine == "pulumi" else "embedded"
    return kept, name


def _preview(workspace: Workspace, pull: int, clouds: Sequence[PreviewStack] = (), *, ledger: bool = True) -> Preview:
    found = (item for item in standing(workspace.private, clouds, ledger=ledger) if item.pull == pull)
    return next(found, Preview(pull, ()))


def _names(preview: Preview) -> tuple[str, ...]:
    return tuple(stack.project for stack in preview.stacks)


def require_gone(gone: Iterable[Gone]) -> None:
    """Raise `Refused` (O031) when anything is left, with what stood in the way."""
    problems: list[Diagnostic] = []
    for item in gone:
        problems += item.problems
        if item.left or item.problems:
            names = ", ".join(item.left) or "its entry in the ledger"
            hint = "run the same again when the reason is mended; what is gone stays gone"
            summary = f"of the preview `{preview_name(item.pull)}` is left: {names}"
            problems += refuse("O031", summary, hint=hint).diagnostics
    if problems:
        raise Refused(problems)
