"""`plan`, `up` and `destroy`: a session's stack against what runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from compiler.engines.protocol import Engine
from compiler.model.consent import LOOKING, Consent
from compiler.model.events import OnEvent, without_reads
from compiler.model.plan import Action, Plan
from compiler.operations.chosen import all_chosen
from compiler.operations.consent import Ask, agreed, consent_for, nobody
from compiler.operations.custody import given_to_pulumi, require_keeper, require_makeable
from compiler.operations.engine import Engines, engines
from compiler.operations.looking import (
    early,
    early_if_possible,
    explained,
    knowing_engine,
    looked_at,
    not_looked_at,
    required_engine,
)
from compiler.operations.prepare import Prepared, prepare, rehearse, require_budget
from compiler.operations.provenance import record_origin
from compiler.operations.reverted import Watch
from compiler.operations.versions import empty_registries, serve_approved, with_versions
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, Refused


@dataclass(frozen=True, slots=True)
class UpResult:
    """`applied` is false when nothing was to be done or the user declined; `outputs` are the stack's.

    `tuned` has the parameters that searches chose, by model.
    """

    plan: Plan
    applied: bool
    outputs: dict[str, object]
    tuned: dict[str, dict[str, object]] = field(default_factory=dict)


def plan(session: Session, allowed: Sequence[str] = ()) -> Checked[Plan]:
    """What `up` would do, and why. Changes nothing that runs.

    Where Pulumi is to deploy and cannot be asked, everything counts as new, and a note says so. Other notes tell what
    is protected, would go, and is not among the `allowed` names.
    """

    def run(keep: Keep) -> Plan:
        with engines() as pool:
            early_if_possible(pool, session)
            prepared = keep.value(rehearse(session))
            engine = knowing_engine(pool, prepared)
            if engine is None:
                keep.notes(Checked(None, (not_looked_at(prepared),)))
            else:
                prepared = with_versions(prepared)
            return looked_at(keep, prepared, engine or pool.embedded, allowed)[0]

    return collect(run)


def difference(session: Session, allowed: Sequence[str] = ()) -> Checked[Plan]:
    """As `plan`, for whoever relies on it being against what runs: else refused (O007)."""

    def run(keep: Keep) -> Plan:
        with engines() as pool:
            early_if_possible(pool, session)
            prepared = keep.value(rehearse(session))
            engine = required_engine(pool, prepared)
            return looked_at(keep, with_versions(prepared), engine, allowed)[0]

    return collect(run)


def up(
    session: Session,
    on_event: OnEvent,
    confirm: Callable[[Plan], bool],
    *,
    allowed: Sequence[str] = (),
    ask: Ask = nobody,
) -> Checked[UpResult]:
    """Make what runs equal to what is written: preview, ask, apply.

    What is protected goes only if it is among the `allowed` names, or `ask` says so.
    """

    def run(keep: Keep) -> UpResult:
        with engines() as pool:
            early(pool, session)
            prepared = keep.value(prepare(session))
            require_makeable(session.environment, prepared.target, prepared.engine)
            require_keeper(prepared.stack, prepared.engine)
            require_budget(prepared)
            engine, prepared = pool.named(prepared.engine), with_versions(prepared)
            previewed = engine.preview(prepared.stack, LOOKING)
            consent = consent_for(allowed, previewed.steps)
            planned = explained(prepared, previewed.steps)
            recorded = engine.outputs(prepared.stack)
            # A run that was cut short after its last resource has left the outputs of the one before.
            settled = not planned.pending and previewed.outputs == recorded
            if not confirm(planned) or settled:
                return UpResult(planned, False, recorded, all_chosen(prepared.stack))
            consent = agreed(consent, previewed.steps, prepared.manifest, ask)
            return carry_out(pool, prepared, engine, planned, consent, on_event)

    return collect(run)


def carry_out(
    pool: Engines,
    prepared: Prepared,
    engine: Engine,
    planned: Plan,
    consent: Consent,
    on_event: OnEvent,
    state: str = "",
) -> UpResult:
    """Make what runs equal to the prepared stack; `state` is as for `Engine.apply`."""
    if prepared.engine == "pulumi":
        given_to_pulumi(prepared.stack)
    elif _needs_jobs(planned):
        pool.prewarm()
    if prepared.target == "local":
        with suppress(Refused):  # a damaged registry is told by the resource that needs it
            record_origin(prepared.session, prepared.stack, prepared.manifest)
    watch = Watch(_may_revert(prepared.target), without_reads(on_event))
    steps = [change.step for change in planned.pending if change.step.action in (Action.DELETE, Action.REPLACE)]
    empty_registries([step.was or step.address for step in steps], lambda: engine.outputs(prepared.stack))
    applied = engine.apply(prepared.stack, watch.hear, consent, state).outputs
    watch.require_none(prepared.manifest)
    serve_approved(prepared)
    return UpResult(planned, bool(planned.pending), applied, all_chosen(prepared.stack))


def _may_revert(target: str) -> Mapping[str, str]:
    from compiler import targets

    known = targets.get(target)
    return known.may_revert if known else {}


def _needs_jobs(planned: Plan) -> bool:
    """Whether anything is trained, or a new server started: these import scikit-learn at length."""
    made = [change.step for change in planned.pending if change.step.action is not Action.DELETE]
    return any(
        step.address.type == "TrainingRun"
        or (step.address.type == "Endpoint" and (step.action is Action.CREATE or step.note))
        for step in made
    )
