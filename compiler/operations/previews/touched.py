"""Which parts of a project a branch changes: two graphs go in, made by the same compiler under the same platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Graph, Node, field_names, references
from compiler.model.parts import Parts
from compiler.model.resolved import Resolved
from compiler.pipeline import Keep, Lowered, Session, collect, lower_stack
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic, Severity

_SECTIONS = ("models", "serving")


@dataclass(frozen=True, slots=True)
class Touched:
    """`parts` differ from before, or follow from what does; `gone` are parts that were there before."""

    parts: Parts
    gone: tuple[str, ...]
    lowered: Lowered


def touched(session: Session, before: Session | None) -> Checked[Touched]:
    """What of the session's project is new or otherwise than `before` (None: there was no such project).

    A project that did not make sense before counts as new, with a note (O030).
    """

    def run(keep: Keep) -> Touched:
        now = keep.value(lower_stack(session))
        if before is None:
            return Touched(_everything(now.resolved), (), now)
        was = lower_stack(before).value
        if was is None:
            summary = f"`{now.graph.project}` does not compile at the merge base: all of it counts as changed"
            hint = "data that git does not have is not there"
            keep.notes(Checked(None, (Diagnostic("O030", summary, severity=Severity.NOTE, hint=hint),)))
            return Touched(_everything(now.resolved), (), now)
        return Touched(_parts(now, was.graph), _gone(now.resolved, was.resolved), now)

    return collect(run)


def _everything(resolved: Resolved) -> Parts:
    return Parts(_models(resolved), frozenset(resolved.project.serving))


def _models(resolved: Resolved) -> frozenset[str]:
    """Those that are trained, and those that come from elsewhere."""
    return frozenset({*resolved.project.models, *resolved.pretrained})


def _gone(now: Resolved, was: Resolved) -> tuple[str, ...]:
    models = [f"models.{name}" for name in sorted(_models(was) - _models(now))]
    serving = [f"serving.{name}" for name in was.project.serving if name not in now.project.serving]
    return (*models, *serving)


def _parts(now: Lowered, was: Graph) -> Parts:
    """A resource that refers to one that differs follows from it; a serving target needs its model."""
    known = {node.address: _values(node) for node in was.nodes}
    changed: dict[Address, Node] = {}
    for node in now.graph.nodes:  # dependencies come first
        if known.get(node.address) != _values(node) or any(address in changed for address in references(node)):
            changed[node.address] = node
    entries = {node.origin.path[:2] for node in changed.values()}
    models, serving = ({str(path[1]) for path in entries if path[:1] == (name,) and path[1:]} for name in _SECTIONS)
    targets = now.resolved.project.serving
    needed = {model for name in serving if name in targets for model in targets[name].models}
    return Parts(frozenset(models | needed), frozenset(serving))


def _values(node: Node) -> Mapping[str, object]:
    """All that its template prints, without the place where it is written."""
    return {"": type(node)} | {name: getattr(node, name) for name in field_names(type(node)) if name != "origin"}
