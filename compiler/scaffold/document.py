"""The text of a `modelwright.yaml` for a table, with comments that say why. In: what was inferred; out: YAML."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.model.expressions import parse_check
from compiler.scaffold.columns import Column
from compiler.scaffold.learner import Learner
from compiler.scaffold.target import Goal
from compiler.scaffold.yamltext import comment, flow, line, scalar, value

_MOST_CHECKS = 12


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the document says. `source` is relative to the project; `markers` only those beyond the usual."""

    project: str
    dataset: str
    model: str
    serving: str
    source: str
    rows: int
    columns: tuple[Column, ...]
    goal: Goal
    learner: Learner
    usual_markers: tuple[str, ...]
    markers: tuple[str, ...]


def document(found: Findings) -> str:
    """The whole file."""
    parts = (_head(found), _datasets(found), _models(found), _serving(found), _environments(found))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def checks_of(found: Findings) -> list[str]:
    """Bounds that today's data keeps with room to spare."""
    checks = [f"rows >= {_round_down(found.rows // 2)}"]
    checks += [f"unique({column.name})" for column in found.columns if column.type == "identifier" and column.unique]
    target = found.goal.column
    others = sorted(
        (column for column in found.columns if column.missing and column.usable and column.name != target.name),
        key=lambda column: -column.missing,
    )
    for column in [target, *others[:_MOST_CHECKS]]:
        share = column.missing / column.rows
        bound = min(1.0, math.ceil(100 * (share * 1.25 + 0.01)) / 100) if column.missing else 0
        checks.append(f"missing({column.name}) <= {bound:g}")
    return [check for check in checks if _readable(check)]


def _readable(check: str) -> bool:
    """False for columns that cannot stand between the parentheses of a check."""
    try:
        return parse_check(check).text == check
    except ValueError:
        return False


def _head(found: Findings) -> Iterator[str]:
    yield f"# Written by `modelwright init` from {found.rows:,} rows. A first guess: change what you know better."
    yield f"project: {scalar(found.project)}"
    yield "owner: your-team  # whom to ask about it"


def _datasets(found: Findings) -> Iterator[str]:
    yield "datasets:"
    yield f"  {found.dataset}:"
    yield f"    source: {line(found.source)}"
    yield "    columns:"
    for column in found.columns:
        declared = f"{{type: category, values: {flow(column.values)}}}" if column.values else column.type
        why = "the target" if column.name == found.goal.column.name else ""
        remark = "; ".join(part for part in (why, column.why) if part)
        yield f"      {scalar(column.name)}: {declared}" + (f"  # {comment(remark)}" if remark else "")
    if found.markers:
        words = " and ".join(f"`{marker}`" for marker in found.markers)
        yield f"    missing: {flow([*found.usual_markers, *found.markers])}  # {comment(words)} besides the usual"
    yield "    checks:  # hold for today's data with room to spare"
    yield from (f"      - {line(check)}" for check in checks_of(found))


def _models(found: Findings) -> Iterator[str]:
    learner, goal = found.learner, found.goal
    yield "models:"
    yield f"  {found.model}:"
    yield f"    dataset: {found.dataset}"
    yield f"    target: {scalar(goal.column.name)}  # {_task(goal)}"
    excluded = [column.name for column in found.columns if _excluded(column)]
    if excluded:
        yield f"    exclude: {flow(excluded)}  # the same in every row"
    yield f"    estimator: {learner.estimator}  # {learner.estimator_why}"
    yield f"    params: {{{', '.join(f'{name}: {value(item)}' for name, item in learner.params.items())}}}"
    stratify = "" if learner.stratify is None else ", stratify: false"
    yield f"    split: {{test: {learner.test:g}, seed: 7{stratify}}}" + (
        "  # some classes are too rare to stratify" if stratify else ""
    )
    yield f"    metrics: {flow(learner.metrics)}"
    yield f"    gates:  # {learner.gates_why}: raise the first one when you know what is good"
    yield from (f"      - {line(gate)}" for gate in learner.gates)


def _excluded(column: Column) -> bool:
    """Constant columns; identifiers, dates and text are no features anyway."""
    return not column.usable and column.type in ("integer", "number", "boolean", "category")


def _task(goal: Goal) -> str:
    if not goal.classes:
        return "a number: regression"
    kind = "two classes" if goal.classes == 2 else f"{goal.classes} classes"
    return f"{kind}, the rarest in {goal.smallest:,} of {goal.rows:,} rows"


def _serving(found: Findings) -> Iterator[str]:
    yield "serving:"
    yield f"  {found.serving}:"
    yield f"    model: {found.model}"
    yield "    mode: realtime"


def _environments(found: Findings) -> Iterator[str]:
    yield "# `local` is always there. Uncomment to compile Pulumi programs for AWS as well:"
    yield "# environments:"
    yield "#   dev: {}"
    yield "#   prod:"
    yield "#     serving:"
    yield f"#       {found.serving}: {{scale: {{min: 2, max: 4, target_rps: 20}}}}"


def _round_down(count: int) -> int:
    """Two leading digits."""
    unit = 10 ** max(0, len(str(count)) - 2)
    return count // unit * unit
