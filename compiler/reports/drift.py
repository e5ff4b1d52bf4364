"""Drift as text: findings by kind, each with its values, its line and what to do. In: a drift; out: text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from compiler.model.drift import Drift, DriftKind, Finding
from compiler.operations import Written
from compiler.plan.show import show
from compiler.reports.style import paint, plural
from compiler.source.location import format_path

_STYLES = {
    DriftKind.CHANGED: ("~", "yellow"),
    DriftKind.DELETED: ("-", "red"),
    DriftKind.NOISE: (".", "dim"),
    DriftKind.EXPECTED: (".", "dim"),
}
_ORDER = (DriftKind.CHANGED, DriftKind.DELETED, DriftKind.EXPECTED, DriftKind.NOISE)


def drift_text(drift: Drift, *, colour: bool) -> str:
    """What somebody did comes first, with what to do about it; a last line counts."""
    head = paint(f"Drift of {drift.project} in {drift.environment}", "bold", colour)
    if not drift.resources:
        return f"{head}: nothing is recorded."
    if not drift.findings:
        return f"{head}: none ({plural(drift.resources, 'resource')} as recorded)."
    lines = [_finding(item, colour) for kind in _ORDER for item in drift.findings if item.kind is kind]
    return "\n".join([head, "", *lines, "", summary(drift)])


def summary(drift: Drift) -> str:
    """`1 changed by hand, 2 provider noise.`"""
    counts = Counter(item.kind for item in drift.findings)
    return ", ".join(f"{counts[kind]} {kind}" for kind in _ORDER if counts[kind]) + "."


def told(item: Finding) -> str:
    """One finding in a sentence."""
    if item.kind is DriftKind.DELETED:
        return f"`{item.address}` was {_why(item)}"
    return f"`{item.path}` of `{item.address}` is {show(item.found)}, recorded is {show(item.recorded)}: {_why(item)}"


def _why(item: Finding) -> str:
    return f"{item.kind}: {item.reason}" if item.reason else str(item.kind)


def written_text(written: Iterable[Written]) -> str:
    """What `--accept` has put into the spec."""
    lines = [f"  {format_path(item.path)}: {show(item.value)}  {item.file}" for item in written]
    return "\n".join(["Written into the spec", "", *lines, ""]) if lines else ""


def written_json(item: Written) -> dict[str, object]:
    """The same as a part of the document of `--json`."""
    return {
        "address": item.address,
        "property": item.property,
        "file": item.file,
        "path": format_path(item.path),
        "value": item.value,
    }


def _finding(item: Finding, colour: bool) -> str:
    symbol, style = _STYLES[item.kind]
    name = f"{item.address}/{item.path}" if item.path else str(item.address)
    values = f"  {show(item.recorded)} -> {show(item.found)}" if item.path else ""
    place = paint(f"  {item.location}", "dim", colour) if item.location and item.by_hand else ""
    line = f"  {paint(symbol, style, colour)} {paint(name, 'bold', colour)}{values}  {_why(item)}{place}"
    return f"{line}\n      {item.remedy}" if item.by_hand else line
