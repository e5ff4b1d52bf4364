"""Rollbacks and promotions as text. In: results of operations; out: text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.reports.outcome import metrics_line
from compiler.reports.style import paint, table

if TYPE_CHECKING:
    from compiler.operations import Promoted, Promoting, RolledBack


def rollback_text(found: RolledBack, *, colour: bool) -> str:
    """What goes where, and the metrics that the version had."""
    head = paint(f"Roll back {found.project} in {found.environment}", "bold", colour)
    if found.undo:
        head = paint(f"End the rollback of {found.project} in {found.environment}", "bold", colour)
    way = f"version {found.before} -> {found.after}"
    if found.before == found.after:
        way = f"to version {found.after}, which was cut short"
    rows = [(found.model, way, metrics_line(found.metrics))]
    rows += [(name, f"serves version {found.after}", "") for name in found.endpoints]
    return f"{head}\n{table(rows)}"


def promotion_text(found: Promoting, *, colour: bool) -> str:
    """What goes where, or that all is there."""
    head = paint(f"Promote {found.project} from {found.source} to {found.environment}", "bold", colour)
    if not found.models:
        return f"{head}: no change, the same artifacts serve there."
    return f"{head}\n{table(map(_promoted, found.models))}"


def _promoted(model: Promoted) -> tuple[str, ...]:
    there = f"is version {model.version}" if model.version else f"replaces version {model.before or 'none'}"
    return (model.model, f"version {model.source_version}", there, model.artifact[:19], metrics_line(model.metrics))
