"""A plan as text: one line per change with its reason and place, and a last line that counts. In: a plan; out: text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from compiler.model.plan import Action, Change, ChangeKind, GateStatus, Held, Plan, Step
from compiler.reports.cost import planned_text
from compiler.reports.style import commit_text, number, paint, plural

_SYMBOLS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.REPLACE: ("-/+", "yellow"),
    Action.DELETE: ("-", "red"),
    Action.SAME: ("=", "dim"),
    Action.READ: ("=", "dim"),
}
_COUNTED = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE)
_SHORT = 70
_EVIDENT = frozenset({ChangeKind.NONE, ChangeKind.IN_PLACE})


def plan_text(plan: Plan, *, colour: bool) -> str:
    """Pending changes in the order in which they are made; unchanged resources are only counted.

    Below a retraining stand the gates that will judge it, with what the model in place was told by them.
    """
    head = paint(f"Plan for {plan.project} in {plan.environment}", "bold", colour)
    if not plan.pending:
        written = "" if plan.held or plan.promoted else " as written"
        said = f"{head}: nothing to change ({plural(len(plan.changes), 'resource')}{written})."
        return "\n".join([said, *_held(plan), *_cost(plan)])
    width = max(len(_subject(change)) for change in plan.pending)
    lines = [_change(change, width, colour) for change in plan.pending]
    return "\n".join([head, "", *lines, "", summary(plan), *_held(plan), *_cost(plan)])


def held_text(held: Held, project: str, environment: str) -> str:
    """A rollback that lasts, who made it, and what ends it."""
    words = project if environment == "local" else f"{project} --env {environment}"
    place = f", {commit_text(held.by)}" if held.by.commit else ""
    said = (
        f"`{held.model}` is held at version {held.version}: rolled back by {held.by.who or 'somebody'} at"
        f" {held.at}{place}"
    )
    if held.ending:
        return (
            f"{said}.\n  What is trained here takes its place, if it is another model than those that were rolled back."
        )
    return f"{said}.\n  The spec describes version {held.instead}; `modelwright rollback {words} --undo` serves that."


def summary(plan: Plan) -> str:
    """`2 to create, 1 to replace, 3 unchanged.`"""
    counts = Counter(change.step.action for change in plan.pending)
    parts = [f"{counts[action]} to {action}" for action in _COUNTED if counts[action]]
    parts += [f"{counts[Action.SAME]} to rename"] if counts[Action.SAME] else []
    unchanged = len(plan.changes) - len(plan.pending)
    return ", ".join(parts + ([f"{unchanged} unchanged"] if unchanged else [])) + "."


def removal_text(project: str, environment: str, steps: Iterable[Step], *, purge: bool, colour: bool) -> str:
    """What a destroy removes, in order; with `purge` also what was trained."""
    listed = [step for step in steps if step.action is Action.DELETE]
    head = paint(f"Destroy {project} in {environment}", "bold", colour)
    more = "trained models, logs and the record of runs" if purge else ""
    if not listed:
        return f"{head}: only its {more} to remove." if purge else f"{head}: nothing to remove."
    lines = [
        f"  {paint('-', 'red', colour)}   {step.address}{' (protected)' if step.guarded else ''}" for step in listed
    ]
    count = plural(len(listed), "resource") + (f", {more}" if purge else "")
    return "\n".join([head, "", *lines, "", f"{count} to remove."])


def _held(plan: Plan) -> list[str]:
    promoted = [
        f"`{item.model}` was promoted: it is version {item.source_version} of {item.source}." for item in plan.promoted
    ]
    return [*(held_text(item, plan.project, plan.environment) for item in plan.held), *promoted]


def _cost(plan: Plan) -> list[str]:
    return [planned_text(plan.cost)] if plan.cost else []


def _change(change: Change, width: int, colour: bool) -> str:
    """On one line where the reason is short, else with the reason below."""
    symbol, style = _SYMBOLS[change.step.action]
    if change.step.action is Action.SAME:  # pending all the same: it gets another name
        symbol, style = "->", "yellow"
    subject = _subject(change)
    start = f"  {paint(symbol.ljust(3), style, colour)} {paint(subject, 'bold', colour)}"
    place = paint(f"  {change.location}", "dim", colour) if change.location else ""
    if len(change.reason) > _SHORT:
        line = f"{start}{place}\n        {change.reason}"
    else:
        line = f"{start}{' ' * (width - len(subject))}  {change.reason}{place}".rstrip()
    listed = change.gates if change.kind is ChangeKind.RETRAIN else ()
    return f"{line}\n        judged by {', '.join(map(_gate, listed))}" if listed else line


def _gate(gate: GateStatus) -> str:
    if gate.value is None:
        return gate.text
    return f"{gate.text} ({'failed by' if gate.passed is False else 'now'} {number(gate.value)})"


def _subject(change: Change) -> str:
    """The address, with the kind where symbol and address do not tell it."""
    by_action = change.step.action is Action.CREATE or (
        change.step.action is Action.DELETE and change.kind is not ChangeKind.DESTRUCTIVE
    )
    words = [] if by_action or change.kind in _EVIDENT else [str(change.kind)]
    words += ["protected"] if change.step.guarded else []
    return f"{change.step.address} ({', '.join(words)})" if words else str(change.step.address)
