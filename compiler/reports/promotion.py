"""Rollbacks and promotions as text. In: results of operations; out: text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.reports.outcome import metrics_line
from compiler.reports.style import paint, table

if TYPE_CHECKING:
    from compiler.operations import RolledBack


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
