"""Rollbacks and promotions as text. In: results of operations; out: text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.model.provenance import Provenance
from compiler.reports.outcome import metrics_line
from compiler.reports.style import commit_text, paint, table

if TYPE_CHECKING:
    from compiler.operations import Lineage, Promoted, Promoting, RolledBack


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


def lineage_text(found: Lineage, *, colour: bool) -> str:
    """A version, what it was made from, and when it was the champion."""
    head = paint(f"{found.model} version {found.version} of {found.project} in {found.environment}", "bold", colour)
    serves = f"served by {', '.join(found.endpoints)}" if found.endpoints else "served by no endpoint"
    rows = [("artifact", found.artifact), ("serving", f"{serves}{', the champion' if found.champion else ''}")]
    rows += [("metrics", metrics_line(found.metrics))]
    for item in found.trainings:
        rows += [("trained", f"{item.at} in {item.environment or 'an environment not recorded'}, {_by(item.by)}")]
        rows += [("  run", item.fingerprint), ("  data", item.data or "not recorded")]
    for move in found.history:
        origin = f" of version {move.source_version} of {move.source}" if move.source else ""
        rows.append((move.kind, f"{move.at}{origin}, {_by(move.by)}"))
    return f"{head}\n{table(rows)}"


def _by(by: Provenance) -> str:
    pull = f", pull request #{by.pull}" if by.pull else ""
    return f"by {by.who or 'somebody'}, {commit_text(by)}{pull}"
