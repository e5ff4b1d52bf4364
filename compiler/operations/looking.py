"""What a stack would become: the engine that knows what runs is found, asked, and its steps are explained."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from compiler.engines.protocol import Engine
from compiler.model.consent import LOOKING, Consent
from compiler.model.plan import Action, Plan, Step
from compiler.operations.consent import consent_for, consent_notes
from compiler.operations.custody import require_keeper
from compiler.operations.engine import Engines
from compiler.operations.prepare import Prepared
from compiler.pipeline import Keep, Session
from compiler.source.diagnostic import Checked, Diagnostic, Refused, Severity


def early(pool: Engines, session: Session) -> None:
    """Start the engine's process while the program is compiled; which engine it will be is a guess."""
    pool.named(session.engine or "embedded").prepare()


def early_if_possible(pool: Engines, session: Session) -> None:
    """A plan goes without a CLI, too; what it then says of that comes later."""
    with suppress(Refused):
        early(pool, session)


def knowing_engine(pool: Engines, prepared: Prepared) -> Engine | None:
    """The engine that knows what runs; None where that is Pulumi and it cannot be asked. Raises `Refused` (P026)."""
    require_keeper(prepared.stack, prepared.engine)
    if prepared.engine == "pulumi":
        from compiler.engines.pulumi import answers

        return pool.pulumi if answers(prepared.stack) else None
    return pool.named(prepared.engine)


def required_engine(pool: Engines, prepared: Prepared) -> Engine:
    """The same, where a plan against nothing would be of no use. Raises `Refused` (O007, P026)."""
    engine = knowing_engine(pool, prepared)
    if engine is None:
        raise Refused([_no_difference(prepared)])
    return engine


def looked_at(keep: Keep, prepared: Prepared, engine: Engine, allowed: Sequence[str]) -> tuple[Plan, Consent]:
    """The plan, and the consent in the `allowed` names; notes tell what needs more of it. Raises `Refused` (P030)."""
    steps = engine.preview(prepared.stack, LOOKING).steps
    consent = consent_for(allowed, steps)
    keep.notes(Checked(None, (*prepared.over, *consent_notes(consent, steps, prepared.manifest))))
    return explained(prepared, steps), consent


def explained(prepared: Prepared, steps: tuple[Step, ...]) -> Plan:
    """Each step with its reason and the gates that will judge it; with the cost where something is billed."""
    from compiler.operations.costing import planned_cost
    from compiler.operations.gates import gates_of
    from compiler.operations.holding import holding, promoted
    from compiler.plan import explain

    changing = any(step.action not in (Action.SAME, Action.READ) for step in steps)
    told = explain(steps, prepared.manifest, gates_of(prepared.stack, prepared.manifest) if changing else {})
    cost = prepared.cost and planned_cost(prepared.session, prepared.cost, steps)
    if prepared.target != "local":
        return replace(told, cost=cost)
    return replace(told, cost=cost, held=holding(prepared.stack, told), promoted=promoted(prepared.stack))


def not_looked_at(prepared: Prepared) -> Diagnostic:
    """The note that a plan counts everything as new."""
    summary = f"what Pulumi has deployed in `{prepared.stack.environment}` is not looked at: everything counts as new"
    hint = "it takes the Pulumi CLI and a backend, see `modelwright doctor`; `--engine embedded` plans without a note"
    return Diagnostic("O007", summary, hint=hint, severity=Severity.NOTE)


def _no_difference(prepared: Prepared) -> Diagnostic:
    summary = f"what Pulumi has deployed in `{prepared.stack.environment}` is not looked at, so changes cannot be told"
    hint = "it takes the Pulumi CLI and a backend: `platform.backend`, PULUMI_BACKEND_URL or `pulumi login`"
    return Diagnostic("O007", summary, hint=hint)
