"""A review as the comment of a pull request. In: a review; out: GitHub's Markdown, under the limit of a comment.

Whatever a user wrote stands in spans of code, in which neither Markdown, HTML nor a mention means anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.model.review import ChangedModel, ChangedResource, Effect, Review, StackReview
from compiler.reports.review import SHOWN, branches, commands, cost_line, metric_rows, profile_lines, verdict
from compiler.reports.style import number, plural, short

MARKER = "<!-- modelwright report -->"
"""By which the comment is found again, to be edited in place."""
LIMIT = 65_000
"""Characters; GitHub takes 65,536 bytes."""
_LISTS = (200, 50, 20, 8, 3)
"""How many entries a list shows, fewer until all of it fits."""
_GRAPH = 25
_ADDRESS = re.compile(r"[A-Za-z0-9._-]+")
# Controls, and what turns the direction of text or hides in it.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def code(text: str, limit: int = 120) -> str:
    """A span of code that shows a text, whatever is in it."""
    plain = _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", short(text.replace("\n", " "), limit)) or "(empty)"
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def review_markdown(review: Review) -> str:
    """The whole comment; of long lists the first entries, and how many there are besides."""
    for most in _LISTS:
        text = "\n".join(_parts(review, most)) + "\n"
        if len(text.encode()) <= LIMIT:
            return text
    kept = text.encode()[:LIMIT].decode(errors="ignore").rpartition("\n### ")[0]
    return f"{kept}\n\nThe rest does not fit into a comment: `modelwright report` shows it.\n"


def _parts(review: Review, most: int) -> Iterator[str]:
    yield MARKER
    yield f"## Modelwright: {_headline(review)}"
    yield ""
    same = f"{plural(review.untouched, 'project')} without a difference"
    yield f"Against {code(review.reference)} at {code(review.base[:12])}; {same}."
    for item in review.changed:
        yield ""
        yield f"### {code(item.project)} in {code(item.environment or 'every environment')}"
        yield ""
        yield from _stack(item, most)
    if review.endpoints:
        yield ""
        yield f"### Preview {code(f'pr-{review.pull}')}"
        yield ""
        yield from (f"- {code(name)} answers at {code(url)}" for name, url in sorted(review.endpoints.items()))
    yield ""
    yield "<details><summary>How to reproduce</summary>"
    yield ""
    yield "```"
    yield from commands(review)
    yield "```"
    yield ""
    yield "</details>"


def _headline(review: Review) -> str:
    counts = dict.fromkeys(Effect, 0)
    for item in review.changed:
        for resource in item.resources:
            counts[resource.effect] += 1
    told = [f"{count} {effect}" for effect, count in counts.items() if count]
    wrong = sum(bool(item.problems) for item in review.changed)
    return ", ".join([*told, *([f"{plural(wrong, 'stack')} with mistakes"] if wrong else [])]) or "no difference"


def _stack(item: StackReview, most: int) -> Iterator[str]:
    for problem in item.problems[:most]:
        yield f"- **{problem.code}** {code(problem.summary, 300)} at {code(str(problem.location or ''))}"
    if item.cost:
        yield f"- {cost_line(item.cost)}"
    for model in item.models:
        yield from _model(model)
    if not item.resources:
        return
    yield ""
    yield f"<details><summary>{plural(len(item.resources), 'resource')}</summary>"
    yield ""
    for resource in item.resources[:most]:
        yield _resource(resource)
    if len(item.resources) > most:
        yield f"- … and {len(item.resources) - most} more"
    yield from _graph(item.resources)
    yield ""
    yield "</details>"


def _resource(item: ChangedResource) -> str:
    line = f"- **{item.effect}** {code(item.address)}, {code(item.location)}"
    shown = [f"{code(d.path)}: {code(d.was, 60)} → {code(d.now, 60)}" for d in item.differences[:SHOWN]]
    more = [f"and {len(item.differences) - SHOWN} more"] if len(item.differences) > SHOWN else []
    return line + (": " + ", ".join([*shown, *more]) if shown else "")


def _model(model: ChangedModel) -> Iterator[str]:
    what = ", ".join(f"{code(d.path)}: {code(d.was, 60)} → {code(d.now, 60)}" for d in model.differences[:SHOWN])
    yield f"- model {code(model.name)}, {code(model.location)}: {what or 'new'}"
    for name, before, after in metric_rows(model):
        yield f"  - {code(name)}: {before} → {after}"
    for gate in model.candidate.gates if model.candidate else ():
        yield f"  - gate {code(gate.text)}: **{verdict(gate.passed)}** with {number(gate.value)}"
    yield from (f"  - {code(line)}" for line in profile_lines(model))


def _graph(resources: tuple[ChangedResource, ...]) -> Iterator[str]:
    """Which change leads to which: drawn, or a tree where a name could be more than a name to what draws."""
    names = [item.address for item in resources if item.effect is not Effect.REMOVED]
    edges = [(need, item.address) for item in resources for need in item.needs if need in names]
    if not edges:
        return
    yield ""
    if len(names) > _GRAPH or not all(map(_ADDRESS.fullmatch, names)):
        yield from (f"{'  ' * depth}- {code(name)}" for depth, name in branches(resources)[:_GRAPH])
        return
    number_of = {name: f"n{index}" for index, name in enumerate(names)}
    yield "```mermaid"
    yield "graph LR"
    for name in names:
        yield f'  {number_of[name]}["{name}"]'
    for source, target in edges:
        yield f"  {number_of[source]} --> {number_of[target]}"
    yield "```"
