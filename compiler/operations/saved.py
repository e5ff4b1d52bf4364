"""`plan --out` and `up --plan`: a plan sealed against all that it follows from, and carried out as it is or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.engines.guard import state_moved
from compiler.model.consent import LOOKING
from compiler.model.events import OnEvent
from compiler.model.plan import Plan
from compiler.model.savedplan import SavedPlan
from compiler.operations import plan_basis
from compiler.operations.apply import UpResult, carry_out
from compiler.operations.chosen import all_chosen
from compiler.operations.consent import Ask, agreed, consent_for, nobody
from compiler.operations.custody import require_makeable
from compiler.operations.engine import engines
from compiler.operations.looking import early_if_possible, explained, looked_at, required_engine
from compiler.operations.prepare import Prepared, prepare, rehearse, require_budget
from compiler.operations.project import project_name
from compiler.operations.versions import with_versions
from compiler.pipeline import Keep, Session, collect
from compiler.plan.document import dump_plan, parse_plan
from compiler.plan.told import change_json
from compiler.source.diagnostic import Checked, Refused, refuse


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan, and the content of the file that keeps it."""

    plan: Plan
    content: bytes


def save_plan(session: Session, allowed: Sequence[str] = ()) -> Checked[Kept]:
    """As `plan`, with the file's content. Refused (O007) where what runs cannot be looked at."""

    def run(keep: Keep) -> Kept:
        with engines() as pool:
            early_if_possible(pool, session)
            prepared = keep.value(rehearse(session))
            engine = required_engine(pool, prepared)
            state = engine.state_digest(prepared.stack)
            planned, consent = looked_at(keep, with_versions(prepared), engine, allowed)
        manifest = prepared.manifest
        saved = SavedPlan(
            project=manifest.project,
            environment=manifest.environment,
            engine=session.engine or "",
            refresh=session.refresh,
            overrides=session.overrides,
            tool=plan_basis.tool_versions(prepared.engine),
            program=plan_basis.program_digest(manifest),
            inputs=plan_basis.input_digests(prepared.stack.root, manifest.reads),
            state=state,
            allowed=tuple(sorted(map(str, consent.addresses))),
            changes=tuple(map(change_json, planned.pending)),
        )
        return Kept(planned, dump_plan(saved))

    return collect(run)


def read_plan(file: Path, named: str) -> SavedPlan:
    """A saved plan; `named` is how the user calls the file. Raises `Refused` (P031)."""
    hint = "make one with `modelwright plan --out FILE`"
    try:
        return parse_plan(file.read_bytes())
    except OSError as error:
        raise refuse("P031", f"`{named}` cannot be read: {error.strerror or error}", hint=hint) from error
    except ValueError as error:
        raise refuse("P031", f"`{named}` cannot be carried out: {error}", hint=hint) from error


def up_saved(
    session: Session,
    saved: SavedPlan,
    on_event: OnEvent,
    confirm: Callable[[Plan], bool],
    *,
    allowed: Sequence[str] = (),
    ask: Ask = nobody,
) -> Checked[UpResult]:
    """Do exactly what was planned. Refused before anything changes: P032 to P037 for what moved, P009 without consent.

    The `allowed` names are beside those that the plan carries; `confirm` is shown the plan.
    """

    def run(keep: Keep) -> UpResult:
        if project_name(session) != saved.project or session.environment != saved.environment:
            raise of_another(saved)
        with engines() as pool:
            early_if_possible(pool, session)
            prepared = _as_planned(keep, session, saved)
            require_makeable(session.environment, prepared.target, prepared.engine)
            require_budget(prepared)
            engine = required_engine(pool, prepared)
            if engine.state_digest(prepared.stack) != saved.state:
                raise state_moved(prepared.stack)
            prepared = with_versions(prepared)
            previewed = engine.preview(prepared.stack, LOOKING)
            planned = explained(prepared, previewed.steps)
            plan_basis.require_work(saved, tuple(map(change_json, planned.pending)))
            consent = consent_for((*saved.allowed, *allowed), previewed.steps)
            recorded = engine.outputs(prepared.stack)
            settled = not planned.pending and previewed.outputs == recorded
            if not confirm(planned) or settled:
                return UpResult(planned, False, recorded, all_chosen(prepared.stack))
            consent = agreed(consent, previewed.steps, prepared.manifest, ask)
            made = with_versions(keep.value(prepare(session)))
            return carry_out(pool, made, engine, planned, consent, on_event, saved.state)

    return collect(run)


def of_another(saved: SavedPlan) -> Refused:
    """P032: the plan is for something else than what is meant."""
    summary = (
        f"the plan is for project `{saved.project}` in environment `{saved.environment}`, not for what is named here"
    )
    return refuse("P032", summary, hint="name nothing: the plan knows what it is for")


def _as_planned(keep: Keep, session: Session, saved: SavedPlan) -> Prepared:
    """The stack, compiled to what was planned. A spec that moved need not compile any more."""
    rehearsed = rehearse(session)
    if rehearsed.failed and (found := plan_basis.changed_files(saved, session.workspace.root)):
        raise Refused(found)
    prepared = keep.value(rehearsed)
    plan_basis.require_tool(saved, prepared.engine)
    plan_basis.require_program(saved, prepared)
    return prepared
