"""A plan as text: one line per change with its reason and place, and a last line that counts. In: a plan; out: text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from compiler.model.plan import Action, Change, ChangeKind, Plan, Step
from compiler.reports.style import paint, plural

_SYMBOLS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.REPLACE: ("-/+", "yellow"),
    Action.DELETE: ("-", "red"),
    Action.SAME: ("=", "dim"),
    Action.READ: ("=", "dim"),
}
_COUNTED = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE)
_EVIDENT = frozenset({ChangeKind.NONE, ChangeKind.IN_PLACE})


def plan_text(plan: Plan, *, colour: bool) -> str:
    """Pending changes in the order in which they are made; unchanged resources are only counted."""
    head = paint(f"Plan for {plan.project} in {plan.environment}", "bold", colour)
    if not plan.pending:
        return f"{head}: nothing to change ({plural(len(plan.changes), 'resource')} as written)."
    lines = [head, ""]
    for change in plan.pending:
        lines.extend(_change(change, colour))
    return "\n".join([*lines, "", summary(plan)])


def summary(plan: Plan) -> str:
    """`2 to create, 1 to replace, 3 unchanged.`"""
    counts = Counter(change.step.action for change in plan.pending)
    parts = [f"{counts[action]} to {action}" for action in _COUNTED if counts[action]]
    unchanged = len(plan.changes) - len(plan.pending)
    return ", ".join(parts + ([f"{unchanged} unchanged"] if unchanged else [])) + "."


def removal_text(project: str, environment: str, steps: Iterable[Step], *, colour: bool) -> str:
    """What a destroy removes, in order."""
    listed = [step for step in steps if step.action is Action.DELETE]
    head = paint(f"Destroy {project} in {environment}", "bold", colour)
    if not listed:
        return f"{head}: nothing to remove."
    lines = [f"  {paint('-', 'red', colour)}   {step.address}" for step in listed]
    return "\n".join([head, "", *lines, "", f"{plural(len(listed), 'resource')} to remove."])


def _change(change: Change, colour: bool) -> list[str]:
    symbol, style = _SYMBOLS[change.step.action]
    kind = (
        "" if change.kind in _EVIDENT or change.step.action in (Action.CREATE, Action.DELETE) else f" ({change.kind})"
    )
    destructive = " (destructive)" if change.kind is ChangeKind.DESTRUCTIVE and not kind else ""
    mark, address = paint(symbol.ljust(3), style, colour), paint(str(change.step.address), "bold", colour)
    lines = [f"  {mark} {address}{kind}{destructive}"]
    place = paint(f"  {change.location}", "dim", colour) if change.location else ""
    if change.reason or place:
        lines.append(f"        {change.reason}{place}" if change.reason else f"      {place}")
    return lines
