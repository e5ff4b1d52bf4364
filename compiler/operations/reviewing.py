"""`report`: a branch against where it left another, offline: both sides are compiled, and nothing of them is run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from compiler.model.cost import Estimate
from compiler.model.graph import Graph, Node, field_names, references
from compiler.model.memory import Memory
from compiler.model.review import (
    ChangedModel,
    ChangedResource,
    CostChange,
    Difference,
    Effect,
    Review,
    StackReview,
)
from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.changes import changed_since, merge_base
from compiler.operations.checkout import files_at
from compiler.operations.costing import estimated
from compiler.operations.flattened import flat
from compiler.operations.many import Many
from compiler.operations.measured import endpoints_of, measured
from compiler.operations.workspace import refuse_namesakes
from compiler.pipeline import Keep, Lowered, Session, collect, lower_stack, stack_sessions
from compiler.source.address import Address
from compiler.source.diagnostic import Checked

_ORDER = list(Effect)
_TRAINS = ("TrainingRun", "sagemaker.TrainingJob")


def review(many: Many, reference: str, pull: int | None = None) -> Checked[Review]:
    """What differs in the chosen environments (none: all) of every project. `pull` names a preview that stands here.

    A project that does not compile on one side is told and stops nothing. Raises `Refused` (U032, L021).
    """

    def run(keep: Keep) -> Review:
        refuse_namesakes(many)
        workspace = many.workspace
        differs = changed_since(workspace, reference)
        base = merge_base(workspace, reference)
        chosen = [project for project in many.projects if differs(project)]
        with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
            before = files_at(workspace, base, Path(folder), chosen)
            memories = Memory(), Memory()
            found = tuple(item for project in chosen for item in _stacks(many, project, before, memories, pull))
        untouched = len(many.projects) - len({item.project for item in found if item.resources or item.problems})
        endpoints = endpoints_of(workspace, pull, {item.project for item in found}) if pull else None
        return Review(reference, base, found, untouched, pull, endpoints)

    return collect(run)


def _stacks(
    many: Many, project: ProjectFile, before: Workspace, memories: tuple[Memory, Memory], pull: int | None
) -> Iterator[StackReview]:
    now = _opened(many, many.workspace, project, memories[0])
    if now.value is None:
        yield StackReview(project.folder, "", problems=now.diagnostics)
        return
    was = _opened(many, before, project, memories[1])
    earlier = {item.environment: item for item in was.value or ()}
    for session in now.value:
        if many.chosen is None or session.environment in many.chosen:
            yield _compared(session, earlier.get(session.environment), pull)


def _opened(many: Many, workspace: Workspace, project: ProjectFile, memory: Memory) -> Checked[tuple[Session, ...]]:
    if not (workspace.root / project.file).is_file():
        return Checked(())
    return stack_sessions(many.session(project, memory, workspace))


def _compared(session: Session, before: Session | None, pull: int | None) -> StackReview:
    checked = lower_stack(session)
    now = checked.value
    if now is None:
        return StackReview(session.project.folder, session.environment, problems=checked.diagnostics)
    earlier = lower_stack(before) if before else Checked(None)
    was = earlier.value
    return StackReview(
        now.graph.project,
        session.environment,
        _resources(now.graph, was.graph if was else None),
        tuple(_models(session, now, was, pull)),
        _cost(now, was),
        () if was else earlier.diagnostics,
    )


def _resources(now: Graph, was: Graph | None) -> tuple[ChangedResource, ...]:
    """The gravest first."""
    known = {node.address: node for node in was.nodes} if was else {}
    found: dict[Address, ChangedResource] = {}
    for node in now.nodes:
        needs = tuple(str(address) for address in references(node) if address in found)
        place, differences = str(node.origin.location), _differences(known.get(node.address), node)
        if node.address not in known:
            found[node.address] = ChangedResource(str(node.address), Effect.CREATED, place, (), needs)
        elif differences:
            effect = Effect.RETRAINED if node.address.type in _TRAINS else Effect.CHANGED
            found[node.address] = ChangedResource(str(node.address), effect, place, differences, needs)
        elif needs:
            found[node.address] = ChangedResource(str(node.address), Effect.FOLLOWS, place, (), needs)
    listed = [*found.values()]
    there = {node.address for node in now.nodes}
    for address, node in known.items():
        if address not in there:
            listed.append(ChangedResource(str(address), Effect.REMOVED, str(node.origin.location)))
    return tuple(sorted(listed, key=lambda item: _ORDER.index(item.effect)))


def _differences(was: Node | None, now: Node) -> tuple[Difference, ...]:
    if was is None or type(was) is not type(now):
        return ()
    names = [name for name in field_names(type(now)) if name not in ("address", "origin")]
    olds, news = ({path: text for name in names for path, text in flat(getattr(n, name), name)} for n in (was, now))
    paths = sorted({*olds, *news})
    return tuple(
        Difference(path, olds.get(path, ""), news.get(path, "")) for path in paths if olds.get(path) != news.get(path)
    )


def _models(session: Session, now: Lowered, was: Lowered | None, pull: int | None) -> Iterator[ChangedModel]:
    from compiler.targets.job import build_job

    for name in now.resolved.project.models:
        job = dict(flat(build_job(now.resolved, name), ""))
        known = was is not None and name in was.resolved.project.models
        old = dict(flat(build_job(was.resolved, name), "")) if was and known else {}
        differences = _data(now, was, name) + tuple(
            Difference(path, old.get(path, ""), job.get(path, ""))
            for path in sorted({*job, *old})
            if known and old.get(path) != job.get(path)
        )
        if differences or not known:
            place = now.resolved.sources.locate(("models", name))
            champion, candidate = measured(session, now.graph.project, name, pull)
            yield ChangedModel(name, str(place), differences, champion, candidate)


def _data(now: Lowered, was: Lowered | None, model: str) -> tuple[Difference, ...]:
    """Whether it is trained on other data."""

    def digest(side: Lowered) -> str:
        spec = side.resolved.project.models.get(model)
        file = side.resolved.files.data.get(spec.dataset) if spec else None
        return file.digest[:19] if file else ""

    if was is None or digest(now) == digest(was):
        return ()
    return (Difference("data", digest(was), digest(now)),)


def _cost(now: Lowered, was: Lowered | None) -> CostChange | None:
    after = estimated(now.target, now.graph)
    if after is None:
        return None
    before = estimated(was.target, was.graph) if was else Estimate(after.currency, after.as_of, ())
    if before is None or set(before.unknown) != set(after.unknown):
        return CostChange(after.currency, after.as_of, after.high, None)
    return CostChange(after.currency, after.as_of, after.high, (after.low - before.low, after.high - before.high))
