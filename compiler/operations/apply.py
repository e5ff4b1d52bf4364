"""`plan`, `up` and `destroy`: a session's stack against what runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compiler.model.events import OnEvent
from compiler.model.plan import Action, Plan, Step
from compiler.operations.engine import embedded_engine, require_embedded
from compiler.operations.prepare import Prepared, named_stack, prepare
from compiler.operations.project import project_name
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class UpResult:
    """`applied` is false when nothing was to be done or the user declined; `outputs` are the stack's."""

    plan: Plan
    applied: bool
    outputs: dict[str, object]


@dataclass(frozen=True, slots=True)
class DestroyResult:
    """What was removed, and what was kept for later (artifacts and history), in words."""

    steps: tuple[Step, ...]
    kept: tuple[str, ...]
    applied: bool


def plan(session: Session) -> Checked[Plan]:
    """What `up` would do, and why. Changes nothing that runs."""

    def run(keep: Keep) -> Plan:
        with embedded_engine() as (engine, _):
            engine.prepare()
            prepared = keep.value(prepare(session))
            return _explained(prepared, engine.preview(prepared.stack).steps)

    return collect(run)


def up(session: Session, on_event: OnEvent, confirm: Callable[[Plan], bool]) -> Checked[UpResult]:
    """Make what runs equal to what is written: preview, ask, apply."""

    def run(keep: Keep) -> UpResult:
        with embedded_engine() as (engine, provider):
            engine.prepare()
            prepared = keep.value(prepare(session))
            require_embedded(prepared)
            planned = _explained(prepared, engine.preview(prepared.stack).steps)
            if not confirm(planned) or not planned.pending:
                return UpResult(planned, False, engine.outputs(prepared.stack))
            provider.prewarm(_workers(planned))
            return UpResult(planned, True, engine.apply(prepared.stack, on_event).outputs)

    return collect(run)


def destroy(
    session: Session, on_event: OnEvent, confirm: Callable[[tuple[Step, ...]], bool], *, purge: bool = False
) -> Checked[DestroyResult]:
    """Stop and remove everything of the stack; with `purge` also its artifacts and history. Needs no valid spec."""

    def run(_: Keep) -> DestroyResult:
        from compiler.provider import kept, purge_stack

        stack = named_stack(session, project_name(session))
        with embedded_engine() as (engine, _provider):
            doomed = engine.resources(stack)
            if (doomed or purge) and not confirm(doomed):
                return DestroyResult(doomed, (), False)
            outcome = engine.destroy(stack, on_event)
        if purge:
            purge_stack(stack.private, stack.project, stack.environment)
        return DestroyResult(outcome.steps, kept(stack.private, stack.project, stack.environment), True)

    return collect(run)


def _explained(prepared: Prepared, steps: tuple[Step, ...]) -> Plan:
    from compiler.plan import explain

    return explain(steps, prepared.manifest)


def _workers(planned: Plan) -> int:
    """How many child processes to start ahead: training and a new server, which import scikit-learn at length."""
    kinds = {change.step.address.type for change in planned.pending if change.step.action is not Action.DELETE}
    servers = any(
        change.step.address.type == "Endpoint" and (change.step.action is Action.CREATE or change.step.note)
        for change in planned.pending
    )
    return ("TrainingRun" in kinds) + servers
