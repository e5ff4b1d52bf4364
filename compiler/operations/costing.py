"""`cost`: what a stack costs by the list prices of its cloud, and whether that is within its budget."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from compiler.model.cost import CostLine, Estimate, PlannedCost
from compiler.model.graph import Graph
from compiler.model.memory import Memory
from compiler.model.plan import Action, Step
from compiler.model.resolved import Resolved
from compiler.model.target import Target
from compiler.pipeline import Keep, Session, collect, lower_stack
from compiler.source.diagnostic import Checked, Diagnostic, Severity, refuse


@dataclass(frozen=True, slots=True)
class Cost:
    """`estimate` is None where nothing is billed. `budget` is for a month; `over` is told when more may be spent.

    `age` is that of the price book in days; `against` the reference of git whose specs are compared, and `delta` by how
    much a month differs from theirs, None where it cannot be told.
    """

    project: str
    environment: str
    estimate: Estimate | None
    budget: float | None
    over: Diagnostic | None
    age: int = 0
    against: str = ""
    delta: tuple[float, float] | None = None


def cost(session: Session, prices: bytes | None = None, named: str = "", against: str = "") -> Checked[Cost]:
    """Nothing is written and no cloud is asked. `prices` is a newer price list; `named` is how the user calls it.

    Raises `Refused`: O015 for a price list that cannot be used, U032 where git does not know `against`.
    """

    def run(keep: Keep) -> Cost:
        lowered = keep.value(lower_stack(session))
        try:
            estimate = estimated(lowered.target, lowered.graph, prices)
        except ValueError as error:
            raise refuse("O015", f"`{named}` cannot be used: {error}", hint="docs/cost.md has the format") from error
        budget = lowered.resolved.project.budget
        return Cost(
            lowered.graph.project,
            session.environment,
            estimate,
            budget.monthly if budget else None,
            over_budget(lowered.resolved, estimate),
            age(estimate, session.today),
            against,
            _delta(session, estimate, prices, against) if against else None,
        )

    return collect(run)


_NOTHING = Estimate("USD", "", ())


def _delta(
    session: Session, estimate: Estimate | None, prices: bytes | None, against: str
) -> tuple[float, float] | None:
    """Against the specs, `conf/` and data of a commit, without overrides; a project that is not there costs nothing."""
    from tempfile import TemporaryDirectory

    from compiler.operations.checkout import files_at

    with TemporaryDirectory(prefix="modelwright-") as folder:
        workspace = files_at(session.workspace, against, Path(folder), (session.project,))
        if not (workspace.root / session.project.file).is_file():
            return _difference(estimate, None)
        there = replace(session, workspace=workspace, overrides=(), document=None, memory=Memory())
        lowered = lower_stack(there).value
        if lowered is None:
            return None
        return _difference(estimate, estimated(lowered.target, lowered.graph, prices))


def _difference(now: Estimate | None, was: Estimate | None) -> tuple[float, float] | None:
    """None where something had or has no known price: it may have changed by any amount."""
    now, was = now or _NOTHING, was or _NOTHING
    same = set(was.unknown) == set(now.unknown)
    return (now.low - was.low, now.high - was.high) if same else None


def estimated(target: Target, graph: Graph, prices: bytes | None = None) -> Estimate | None:
    """None for a target on which nothing is billed; no price book is read for it."""
    return target.pricing.price(graph, prices) if target.pricing else None


def age(estimate: Estimate | None, today: date | None) -> int:
    """Of the price book, in days."""
    return max(0, (today - date.fromisoformat(estimate.as_of)).days) if estimate and today else 0


def over_budget(resolved: Resolved, estimate: Estimate | None) -> Diagnostic | None:
    """O014: the most that a month may cost is more than its budget. What has no known price is not in the sum."""
    budget = resolved.project.budget
    if budget is None or estimate is None or estimate.high <= budget.monthly:
        return None
    path = ("budget", "monthly")
    sure = "" if estimate.low > budget.monthly else "up to "
    amount = estimate.low if estimate.low > budget.monthly else estimate.high
    summary = (
        f"environment `{resolved.environment}` costs {sure}{amount:.2f} {estimate.currency} a month,"
        f" and its budget is {budget.monthly:g}"
    )
    hint = "`modelwright cost` lists what costs how much: fewer or smaller instances, a lower `scale.max`, or a budget"
    return Diagnostic("O014", summary, resolved.sources.locate(path), path, hint)


def planned_cost(session: Session, estimate: Estimate, steps: tuple[Step, ...]) -> PlannedCost:
    """With the difference to what the state holds, priced from the old values of what changes."""
    actions = {step.action for step in steps} - {Action.SAME, Action.READ}
    if not actions:
        return PlannedCost(estimate, (0.0, 0.0))
    if {step.action for step in steps} <= {Action.CREATE, Action.READ}:
        return PlannedCost(estimate, (estimate.low, estimate.high))
    lowered = lower_stack(session).value
    pricing = lowered.target.pricing if lowered else None
    before = pricing.before(lowered.graph, steps) if lowered and pricing else None
    if pricing is None or before is None:
        return PlannedCost(estimate, None)
    return PlannedCost(estimate, _difference(estimate, pricing.price(before, None)))


def warned(over: Diagnostic | None) -> tuple[Diagnostic, ...]:
    """The same finding where it is only told."""
    return (replace(over, severity=Severity.WARNING),) if over else ()


def estimate_to_facts(estimate: Estimate | None) -> dict[str, Any] | None:
    """An estimate as plain values."""
    return asdict(estimate) if estimate else None


def estimate_from_facts(facts: dict[str, Any] | None) -> Estimate | None:
    """The inverse of `estimate_to_facts`."""
    if facts is None:
        return None
    return Estimate(facts["currency"], facts["as_of"], tuple(CostLine(**line) for line in facts["lines"]))
