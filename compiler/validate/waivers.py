"""Findings and the waivers of a spec in; what is left, what was waived, and what is wrong with the waivers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compiler.model.spec.waiver import Waiver
from compiler.source.diagnostic import Diagnostic, Related, Severity
from compiler.source.location import ConfigPath, Location, parse_path
from compiler.source.nearest import suggest
from compiler.validate.draft import Context, Draft, at_key, at_value, milder
from compiler.validate.words import shorten


def waive(draft: Draft, findings: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """First the findings that stand, with those about waivers; then those that were waived, as notes."""
    left, waived = list(findings), []
    if not draft.waivers:
        return left, waived
    standing, faults = _sorted_out(draft)
    for index, waiver in standing.items():
        hit = [item for item in left if _covers(waiver, item)]
        left = [item for item in left if not _covers(waiver, item)]
        waived += [_noted(draft.context, index, waiver, item) for item in hit]
        # An earlier waiver may have had it; and where the shape is wrong not every rule has spoken.
        if not hit and draft.project is not None and not any(_covers(waiver, item) for item in waived):
            faults.append(_idle(draft.context, index, waiver))
    return [*left, *faults], waived


def _sorted_out(draft: Draft) -> tuple[dict[int, Waiver], list[Diagnostic]]:
    """The waivers that hold, and what keeps the others from it."""
    faults = {index: list(_faults(draft.context, index, waiver)) for index, waiver in draft.waivers.items()}
    standing = {index: waiver for index, waiver in draft.waivers.items() if not faults[index]}
    return standing, [item for items in faults.values() for item in items]


def _faults(context: Context, index: int, waiver: Waiver) -> Iterator[Diagnostic]:
    from compiler.source.codes import all_codes

    codes, rule = all_codes(), ("waive", index, "rule")
    code = codes.get(waiver.rule)
    if code is None:
        known = [known for known, item in codes.items() if item.waivable]
        summary = f"there is no rule `{shorten(waiver.rule)}`"
        yield at_value(context, "V146", rule, summary, suggest(waiver.rule, known))
    elif not code.waivable:
        summary = f"`{code.id}` ({code.title}) cannot be waived"
        hint = "only judgements can be; errors of shape or safety have to be mended"
        yield at_value(context, "V147", rule, summary, hint)
    elif context.today is not None and context.today > waiver.until:
        summary = f"the waiver of `{code.id}` at `{shorten(waiver.at)}` ran out on {waiver.until.isoformat()}"
        path = ("waive", index, "until")
        hint = "mend what it was for and remove it, or give it another day"
        yield milder(at_value(context, "V148", path, summary, hint), Severity.WARNING)


def _covers(waiver: Waiver, item: Diagnostic) -> bool:
    at = parse_path(waiver.at)
    return item.code == waiver.rule and item.path[: len(at)] == at


def _noted(context: Context, index: int, waiver: Waiver, item: Diagnostic) -> Diagnostic:
    reason = f"waived until {waiver.until.isoformat()}: {shorten(waiver.reason)}"
    place: ConfigPath = ("waive", index)
    where = context.composed.sources.locate(place) or Location(context.composed.file, 1, 1)
    summary, related = f"{item.summary} ({reason})", (*item.related, Related("waived by", where))
    return replace(item, summary=summary, hint="", severity=Severity.NOTE, related=related)


def _idle(context: Context, index: int, waiver: Waiver) -> Diagnostic:
    summary = f"there is no `{waiver.rule}` at `{shorten(waiver.at)}` to waive"
    hint = "remove it; what is found in one environment only is waived below `environments:`"
    return milder(at_key(context, "V149", ("waive", index), summary, hint), Severity.WARNING)
