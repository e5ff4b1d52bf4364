"""`plan`, `up` and `destroy`: a session's stack against what runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from compiler.model.events import OnEvent
from compiler.model.plan import Action, Plan, Step
from compiler.operations.engine import embedded_engine
from compiler.operations.prepare import Prepared, prepare, rehearse
from compiler.operations.project import by_pulumi, elsewhere, named_stack, pulumi_command
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, Diagnostic, Refused, Severity
from compiler.source.location import Location


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
    """What `up` would do, and why. Changes nothing that runs.

    Nothing is known here of what the Pulumi CLI deployed: its environments are planned from nothing, with a note.
    """

    def run(keep: Keep) -> Plan:
        with embedded_engine() as (engine, _):
            engine.prepare()
            prepared = keep.value(rehearse(session))
            if prepared.engine != "embedded":
                keep.notes(Checked(None, (_not_looked_at(prepared),)))
            return _explained(prepared, engine.preview(prepared.stack).steps)

    return collect(run)


def difference(session: Session) -> Checked[Plan]:
    """As `plan`, for whoever relies on it being against what runs: elsewhere refused (O007)."""

    def run(keep: Keep) -> Plan:
        with embedded_engine() as (engine, _):
            engine.prepare()
            prepared = keep.value(rehearse(session))
            if prepared.engine != "embedded":
                raise Refused([_no_difference(prepared)])
            return _explained(prepared, engine.preview(prepared.stack).steps)

    return collect(run)


def up(session: Session, on_event: OnEvent, confirm: Callable[[Plan], bool]) -> Checked[UpResult]:
    """Make what runs equal to what is written: preview, ask, apply."""

    def run(keep: Keep) -> UpResult:
        with embedded_engine() as (engine, provider):
            engine.prepare()
            prepared = keep.value(prepare(session))
            if prepared.engine != "embedded":
                command = f"stack init {prepared.stack.environment} && pulumi install && pulumi up"
                refusal = elsewhere(prepared.stack, command).diagnostics
                raise Refused(replace(item, location=_place(prepared)) for item in refusal)
            previewed = engine.preview(prepared.stack)
            planned = _explained(prepared, previewed.steps)
            recorded = engine.outputs(prepared.stack)
            # A run that was cut short after its last resource has left the outputs of the one before.
            settled = not planned.pending and previewed.outputs == recorded
            if not confirm(planned) or settled:
                return UpResult(planned, False, recorded)
            provider.prewarm(_workers(planned))
            applied = engine.apply(prepared.stack, on_event).outputs
            return UpResult(planned, bool(planned.pending), applied)

    return collect(run)


def destroy(
    session: Session, on_event: OnEvent, confirm: Callable[[tuple[Step, ...]], bool], *, purge: bool = False
) -> Checked[DestroyResult]:
    """Stop and remove everything of the stack; with `purge` also its artifacts and history. Needs no valid spec.

    Refused (O001) where nothing is recorded and the Pulumi CLI deploys the environment: the cloud is not touched.
    """

    def run(_: Keep) -> DestroyResult:
        from compiler.provider import kept, list_leftovers, purge_stack, stop_leftovers

        stack = named_stack(session)
        with embedded_engine() as (engine, _provider):
            recorded = engine.resources(stack)
            known = [step.address for step in recorded]
            doomed = (*recorded, *list_leftovers(stack.private, stack.project, stack.environment, known))
            if not doomed and by_pulumi(session):
                raise elsewhere(stack, "destroy")
            if (doomed or purge) and not confirm(doomed):
                return DestroyResult(doomed, (), False)
            outcome = engine.destroy(stack, on_event)
        stopped = stop_leftovers(stack.private, stack.project, stack.environment)
        if purge:
            purge_stack(stack.private, stack.project, stack.environment)
        return DestroyResult((*outcome.steps, *stopped), kept(stack.private, stack.project, stack.environment), True)

    return collect(run)


def _not_looked_at(prepared: Prepared) -> Diagnostic:
    summary = f"what Pulumi has deployed in `{prepared.stack.environment}` is not looked at: everything counts as new"
    hint = f"to compare with what runs: {pulumi_command(prepared.stack, 'preview')}"
    return Diagnostic("O007", summary, hint=hint, severity=Severity.NOTE)


def _no_difference(prepared: Prepared) -> Diagnostic:
    summary = f"what Pulumi has deployed in `{prepared.stack.environment}` is not looked at, so changes cannot be told"
    hint = f"run: {pulumi_command(prepared.stack, 'preview --expect-no-changes')}"
    return Diagnostic("O007", summary, hint=hint)


def _place(prepared: Prepared) -> Location | None:
    return next((source.location for source in prepared.manifest.resources.values()), None)


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
