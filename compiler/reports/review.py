"""A review as plain values and as text for a terminal. In: a review; out: a document, text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compiler.model.review import (
    ChangedModel,
    ChangedResource,
    CostChange,
    Difference,
    Effect,
    Measured,
    Review,
    StackReview,
)
from compiler.reports.documents import plain
from compiler.reports.style import number, paint, plural, short

SHOWN = 6
"""Values of one resource or model that are shown; the document has all."""
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]*")
_CENT = 0.005
_MEANS = 0.1
"""A mean that moved by more than this share of itself is shown."""


def review_json(review: Review) -> dict[str, object]:
    """All of it."""
    found = plain(review)
    assert isinstance(found, dict)
    found["stacks"] = [_stack_json(item) for item in review.changed]
    return found


def _stack_json(item: StackReview) -> dict[str, object]:
    found = plain(item)
    assert isinstance(found, dict)
    return {**found, "problems": [problem.as_json() for problem in item.problems]}


def review_text(review: Review, *, colour: bool) -> str:
    """For people, without a browser."""
    head = paint(f"Against {review.reference} ({review.base[:12]})", "bold", colour)
    if not review.changed:
        return f"{head}: no difference in {plural(review.untouched, 'project')}."
    parts = [head]
    for item in review.changed:
        parts.append(paint(f"{item.project} in {item.environment or 'every environment'}", "bold", colour))
        parts += [f"  {problem.code}: {short(problem.summary, 100)}" for problem in item.problems]
        parts += [line for resource in item.resources for line in _resource_lines(resource)]
        parts += [f"  {'  ' * depth}{'-> ' if depth else ''}{address}" for depth, address in branches(item.resources)]
        parts += [line for model in item.models for line in _model_lines(model)]
        if item.cost:
            parts.append(f"  {cost_line(item.cost)}")
    parts += [f"  {name}  {url}" for name, url in sorted((review.endpoints or {}).items())]
    parts += [paint("How to reproduce", "bold", colour), *(f"  {line}" for line in commands(review))]
    return "\n".join(part.replace("\n", "\\n") for part in parts if part)


def commands(review: Review) -> tuple[str, ...]:
    """How to get the same again; nothing that a shell could read otherwise is in them."""
    report = f"modelwright report --base {next(filter(_PLAIN.fullmatch, (review.reference, review.base)), 'main')}"
    if review.pull is None:
        return (report,)
    return (f"modelwright preview up --pr {review.pull}", f"{report} --pr {review.pull}")


def branches(resources: Iterable[ChangedResource]) -> tuple[tuple[int, str], ...]:
    """Which change leads to which: addresses with their depth in a tree, each once; those that lead nowhere not."""
    known = {item.address: item for item in resources if item.effect is not Effect.REMOVED}
    below: dict[str, list[str]] = {}
    for item in known.values():
        if needs := [need for need in item.needs if need in known]:
            below.setdefault(needs[-1], []).append(item.address)
    found: list[tuple[int, str]] = []

    def add(depth: int, address: str) -> None:
        found.append((depth, address))
        for other in below.get(address, ()):
            add(depth + 1, other)

    inner = {address for others in below.values() for address in others}
    for address in below:
        if address not in inner:
            add(0, address)
    return tuple(found)


def _resource_lines(item: ChangedResource) -> Iterator[str]:
    yield f"  {item.effect:<9}  {item.address}  {item.location}"
    if item.differences:
        yield f"             {differences(item.differences)}"


def differences(found: tuple[Difference, ...]) -> str:
    """`a.b: 1 -> 2, …`."""
    texts = [f"{item.path}: {_value(item.was)} -> {_value(item.now)}" for item in found[:SHOWN]]
    return ", ".join(texts) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")


def _value(text: str) -> str:
    return short(text, 40) or "(none)"


def _model_lines(model: ChangedModel) -> Iterator[str]:
    yield f"  model {model.name}  {differences(model.differences) or 'new'}  {model.location}"
    for name, before, after in metric_rows(model):
        yield f"    {name}  {before} -> {after}"
    for gate in model.candidate.gates if model.candidate else ():
        yield f"    {verdict(gate.passed)}  {gate.text}  {number(gate.value)}"
    yield from (f"    {line}" for line in profile_lines(model))


def metric_rows(model: ChangedModel) -> list[tuple[str, str, str]]:
    """Each metric of the champion and of the candidate; empty texts where it is not known."""

    def of(side: Measured | None, name: str) -> str:
        return number(side.metrics[name]) if side and name in side.metrics else ""

    names = dict.fromkeys(
        [*(model.champion.metrics if model.champion else ()), *(model.candidate.metrics if model.candidate else ())]
    )
    return [
        (name, of(model.champion, name) or "not trained here", of(model.candidate, name) or "not trained yet")
        for name in names
    ]


def verdict(passed: bool | None) -> str:
    """Of a gate."""
    return "not judged" if passed is None else "passed" if passed else "failed"


def profile_lines(model: ChangedModel) -> list[str]:
    """How the training rows differ, where both sides are known."""
    old, new = model.champion, model.candidate
    if old is None or new is None:
        return []
    lines = [] if old.rows == new.rows else [f"trained on {new.rows} rows instead of {old.rows}"]
    for name in new.means.keys() & old.means.keys():
        before, after = old.means[name], new.means[name]
        if abs(after - before) > _MEANS * max(abs(before), 1e-9):
            lines.append(f"mean of {name}: {number(before)} -> {number(after)}")
    return sorted(lines)


def cost_line(cost: CostChange) -> str:
    """By how much a month changes, and the day of the prices."""
    at_most = f"at most {cost.high:.2f} {cost.currency} a month, prices of {cost.as_of}"
    if cost.delta is None:
        return f"cost: the difference is not known, for something has no known price; {at_most}"
    low, high = cost.delta
    if abs(low) < _CENT and abs(high) < _CENT:
        return f"cost: no difference; {at_most}"
    span = f"{low:+.2f}" if abs(high - low) < _CENT else f"{low:+.2f} to {high:+.2f}"
    return f"cost: {span} {cost.currency} a month; {at_most}"
