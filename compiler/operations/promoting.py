"""`promote`: what serves in one environment serves in another, the very artifact, if that one's gates let it pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from compiler.model.consent import LOOKING
from compiler.model.events import OnEvent
from compiler.model.plan import Plan
from compiler.operations.apply import carry_out
from compiler.operations.consent import consent_for
from compiler.operations.engine import engines
from compiler.operations.looking import explained
from compiler.operations.prepare import Prepared, prepare
from compiler.operations.project import kept_stack, program_folder
from compiler.pipeline import Keep, Session, collect
from compiler.provider.artifacts import verified_or_refuse
from compiler.provider.history import ModelKey
from compiler.provider.promotions import Promotion, promotion_of, put_promotions, take_back
from compiler.provider.registry import Version, champion, list_versions
from compiler.source.diagnostic import Checked, Refused, refuse
from compiler.source.nearest import suggest


@dataclass(frozen=True, slots=True)
class Promoted:
    """One model: `source_version` of the source is `version` of the target, None until it is registered there."""

    model: str
    artifact: str
    source_version: int
    metrics: dict[str, float]
    before: int | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Promoting:
    """`models` are those that are not there yet; `applied` is false when there are none, or the user declined."""

    project: str
    source: str
    environment: str
    models: tuple[Promoted, ...]
    applied: bool = False


def promote(
    session: Session, source: str, model: str | None, on_event: OnEvent, confirm: Callable[[Promoting], bool]
) -> Checked[Promoting]:
    """Make the champion of `source` the champion of the session's environment; all models where none is named.

    The model is measured on the target's own test rows and judged by its gates (D010). What else the target's spec
    would change is refused (O024). Raises O020, O021, O023, D020 and what `up` raises.
    """

    def run(keep: Keep) -> Promoting:
        found = _champions(session, source, model)
        prepared = keep.value(prepare(session))
        stack = prepared.stack
        if (prepared.target, prepared.engine) != ("local", "embedded"):
            raise _not_kept_here(session.environment, stack.project)
        with engines() as pool:
            engine = pool.embedded
            planned = explained(prepared, engine.preview(stack, LOOKING).steps)
            pending = {str(change.step.address) for change in planned.pending}
            todo = tuple(_promoted(prepared, item) for item in found if _to_do(prepared, item, pending))
            known = {item.model for item in found if f"TrainingRun.{item.model}" in prepared.manifest.resources}
            if absent := [item.model for item in found if item.model not in known]:
                raise refuse(
                    "O021", f"`{session.environment}` has no model `{absent[0]}`", hint=suggest(absent[0], known)
                )
            promoting = Promoting(stack.project, source, session.environment, todo)
            if not todo:
                return promoting
            _require_nothing_else(prepared, planned, todo)
            _require_same_split(prepared, source, todo)
            for item in todo:
                verified_or_refuse(stack.private, item.artifact)
            if not confirm(promoting):
                return promoting
            keys = [ModelKey(stack.project, stack.environment, item.model) for item in todo]
            former = [promotion_of(stack.private, key) for key in keys]
            put_promotions(
                stack.private,
                tuple(
                    Promotion(key, "", item.artifact, source, item.source_version)
                    for key, item in zip(keys, todo, strict=True)
                ),
            )
            pool.prewarm()
            try:
                carry_out(pool, prepared, engine, planned, consent_for((), ()), on_event)
            except Refused:
                _take_back(prepared, keys, former)
                raise
        return replace(promoting, models=tuple(_promoted(prepared, item) for item in found), applied=True)

    return collect(run)


def _take_back(prepared: Prepared, keys: list[ModelKey], former: list[Promotion | None]) -> None:
    """What the target's gates have not judged, because something else came first, is not left for the next `up`."""
    for key, before in zip(keys, former, strict=True):
        now = promotion_of(prepared.stack.private, key)
        if now is None or not now.fingerprint:
            take_back(prepared.stack.private, key, before)


def _champions(session: Session, source: str, model: str | None) -> tuple[Version, ...]:
    """What serves in the source. Raises `Refused` (O020, O021, O023)."""
    if source == session.environment:
        raise refuse("O023", f"`{source}` is promoted to itself", hint="name two environments with `--from` and `--to`")
    stack, keeper = kept_stack(replace(session, environment=source))
    if keeper == "pulumi":
        raise _not_kept_here(source, stack.project)
    key = (stack.private, stack.project, source)
    names = sorted({item.model for item in list_versions(*key) if item.retired is None})
    if model is not None and names and model not in names:
        raise refuse("O021", f"there is no model `{model}` in `{source}`", hint=suggest(model, names))
    found = (champion(*key, name) for name in ([model] if model else names))
    listed = tuple(item for item in found if item is not None)
    if not listed:
        hint = f"run: modelwright up {stack.project} --env {source}"
        raise refuse("O023", f"nothing that passed its gates is in `{source}`", hint=hint)
    return listed


def _to_do(prepared: Prepared, item: Version, pending: set[str]) -> bool:
    now = champion(prepared.stack.private, prepared.stack.project, prepared.stack.environment, item.model)
    moved = {f"TrainingRun.{item.model}", f"ModelVersion.{item.model}"} & pending
    return now is None or now.artifact != item.artifact or bool(moved)


def _promoted(prepared: Prepared, item: Version) -> Promoted:
    now = champion(prepared.stack.private, prepared.stack.project, prepared.stack.environment, item.model)
    there = now.version if now and now.artifact == item.artifact else None
    return Promoted(item.model, item.artifact, item.version, item.metrics, now.version if now else None, there)


def _require_nothing_else(prepared: Prepared, planned: Plan, todo: tuple[Promoted, ...]) -> None:
    """A promotion brings no other change of the spec along, except in an environment that is new."""
    models = {item.model for item in todo}
    others = []
    for change in planned.pending:
        address = change.step.address
        source = prepared.manifest.resources.get(str(address))
        follows = source.follows.get("version", "") if source else ""
        own = address.name in models if address.type in ("TrainingRun", "ModelVersion") else address.type == "Dataset"
        if not own and follows.removeprefix("ModelVersion.") not in models:
            others.append(str(address))
    if others:
        raise refuse(
            "O024",
            f"`up` would change more in `{planned.environment}` than what is promoted: {', '.join(others)}",
            hint=f"run `modelwright up {planned.project} --env {planned.environment}` first, or promote all models",
        )


def _require_same_split(prepared: Prepared, source: str, todo: tuple[Promoted, ...]) -> None:
    """Raises `Refused` (O025): of another split the test rows are rows that the model was trained on."""
    for item in todo:
        here = _split_of(prepared.stack.program, item.model)
        there = _split_of(program_folder(prepared.session.workspace, prepared.stack.project, source), item.model)
        if there is not None and here != there:
            raise refuse(
                "O025",
                f"`{item.model}` is split otherwise in `{prepared.stack.environment}` than in `{source}`",
                location=prepared.manifest.resources[f"TrainingRun.{item.model}"].location,
                hint="give both environments the same `split`: else it is measured on rows that it was trained on",
            )


def _split_of(program: Path, model: str) -> object:
    try:
        return json.loads((program / "jobs" / f"{model}.json").read_bytes())["split"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _not_kept_here(environment: str, project: str) -> Refused:
    """O020, of an environment that the embedded engine does not make here."""
    return refuse(
        "O020",
        f"`{environment}` of `{project}` is not kept by the embedded engine on this machine",
        hint="give both environments `target: local` and `engine: embedded` in `conf/env/`",
    )
