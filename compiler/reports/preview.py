"""Previews as text and JSON. In: what operations found and did; out: text and plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from compiler.model.parts import Parts
from compiler.model.preview import preview_name
from compiler.reports.style import paint, plural, table

if TYPE_CHECKING:
    from compiler.operations.previews.raising import Change, Raised
    from compiler.operations.previews.reaping import Judged
    from compiler.operations.previews.teardown import Gone

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))


def changes_text(pull: int, base: str, changes: Sequence[Change], *, colour: bool) -> str:
    """What a preview makes, by project."""
    head = paint(f"Preview {preview_name(pull)}, which inherits from {base}", "bold", colour)
    if not changes:
        return f"{head}: nothing that it could show has changed."
    rows = [(change.project, _parts(change.parts), _gone(change.gone)) for change in changes]
    return f"{head}\n{table(rows)}"


def _parts(parts: Parts) -> str:
    return ", ".join(
        [f"models.{name}" for name in sorted(parts.models)] + [f"serving.{n}" for n in sorted(parts.serving)]
    )


def _gone(gone: tuple[str, ...]) -> str:
    return f"(not any more: {', '.join(gone)})" if gone else ""


def change_json(change: Change) -> dict[str, object]:
    """One project of a preview before it is made."""
    return {"project": change.project, **change.parts.as_lists(), "gone": list(change.gone)}


def raised_json(raised: Raised) -> dict[str, object]:
    """One project of a preview after it was made, or failed."""
    done = raised.result
    outcome = {"applied": done.applied, "outputs": done.outputs} if done else {"applied": False, "outputs": {}}
    fields = {"project": raised.change.project, "environment": raised.change.record.environment}
    return {**fields, **outcome, "failed": done is None, "until": _moment(raised.change.record.until)}


def superseded_text(project: str, addresses: Sequence[str]) -> str:
    """What a preview had made of a project that does not differ any more, and has not now."""
    head = f"{project} does not differ any more: {plural(len(addresses), 'resource')} removed."
    return "\n".join([head, *(f"  -   {address}" for address in addresses)])


def previews_text(judged: Sequence[Judged], now: float, *, colour: bool) -> str:
    """All previews; one line for each."""
    if not judged:
        return "There are no previews."
    rows = [
        (
            paint(preview_name(item.preview.pull), "bold", colour),
            item.verdict,
            _left(item.preview.until, now),
            item.preview.branch,
            ", ".join(stack.project for stack in item.preview.stacks),
        )
        for item in judged
    ]
    return table(rows)


def judged_json(item: Judged) -> dict[str, object]:
    """One preview of a list."""
    preview = item.preview
    return {
        "pull": preview.pull,
        "environment": preview_name(preview.pull),
        "verdict": item.verdict,
        "branch": preview.branch,
        "until": _moment(preview.until),
        "projects": [stack.project for stack in preview.stacks],
    }


def gone_text(gone: Gone, *, cloud: bool) -> str:
    """What went, and that nothing is left, if so; `cloud` tells whether one was asked."""
    name = preview_name(gone.pull)
    if gone.left or gone.problems:
        return f"{name}: {plural(len(gone.removed), 'resource')} removed; not all of it could be."
    where = "" if cloud else " on this machine"
    return f"{name}: {plural(len(gone.removed), 'resource')} removed; nothing is left{where}."


def gone_json(gone: Gone) -> dict[str, object]:
    """The same as plain values."""
    removed = [{"project": project, "address": address} for project, address in gone.removed]
    return {"pull": gone.pull, "removed": removed, "left": list(gone.left)}


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _left(until: float | None, now: float) -> str:
    if until is None:
        return "nobody knows until when"
    whole = abs(int(until - now))
    size, unit = next((item for item in _UNITS if whole >= item[0]), (1, "second"))
    span = plural(whole // size, unit)
    return f"{span} left" if until > now else f"expired {span} ago"
