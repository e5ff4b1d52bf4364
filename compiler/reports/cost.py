"""What a stack costs, as text and as JSON. In: a cost; out: text, plain values."""

from __future__ import annotations

from compiler.model.cost import HOURS, CostLine, Estimate, PlannedCost
from compiler.operations.costing import Cost
from compiler.reports.style import paint, plural, some, table

_OLD = 180
"""Days after which a price book is called old: list prices of GPUs have moved by a third within a year."""


def cost_text(cost: Cost, *, colour: bool) -> str:
    """What runs all the time with its price, what is billed by run and by use, the sum, and how old the prices are."""
    head = paint(f"Cost of {cost.project} in {cost.environment}", "bold", colour)
    estimate = cost.estimate
    if estimate is None:
        return f"{head}: nothing. What runs on this machine is not billed."
    sections = [
        ("All the time, an hour and a month", [_monthly(line) for line in estimate.lines if line.how == "month"]),
        ("Each run, at most", [_run(line) for line in estimate.lines if line.how == "run"]),
        ("By use, not in the sum", [_use(line) for line in estimate.lines if line.how == "use"]),
        ("No price known", [(line.address, line.what) for line in estimate.lines if line.how == "unknown"]),
    ]
    parts = [f"{paint(title, 'bold', colour)}\n{table(rows)}" for title, rows in sections if rows]
    return "\n\n".join([head, *parts, "\n".join(_sum(cost, estimate))])


def cost_json(cost: Cost) -> dict[str, object]:
    """The same for machines; `null` stands for what nothing is billed for, and for a price that is not known."""
    estimate = cost.estimate
    return {
        "project": cost.project,
        "environment": cost.environment,
        "budget": cost.budget,
        "within_budget": None if cost.budget is None else cost.over is None,
        "cost": None if estimate is None else {**estimate_json(estimate), "age_days": cost.age},
        "against": cost.against or None,
        "delta": _delta_json(cost.delta),
        "lines": [_line_json(line) for line in estimate.lines] if estimate else [],
    }


def estimate_json(estimate: Estimate) -> dict[str, object]:
    """The sum, as plans have it, too."""
    return {
        "currency": estimate.currency,
        "as_of": estimate.as_of,
        "monthly": {"min": round(estimate.low, 2), "max": round(estimate.high, 2)},
        "estimated": estimate.estimated,
        "unknown": list(estimate.unknown),
    }


def planned_json(cost: PlannedCost | None) -> dict[str, object] | None:
    """What a plan's document has: the sum, and `delta` against the state, null where it cannot be told."""
    if cost is None:
        return None
    return {**estimate_json(cost.estimate), "delta": _delta_json(cost.delta)}


def _delta_json(delta: tuple[float, float] | None) -> dict[str, float] | None:
    return None if delta is None else {"min": round(delta[0], 2), "max": round(delta[1], 2)}


def planned_text(cost: PlannedCost) -> str:
    """The line below a plan."""
    change = _change(cost.delta, "as now")
    return f"Cost: {total_text(cost.estimate)} ({change}), by list prices of {cost.estimate.as_of}."


def _change(delta: tuple[float, float] | None, same: str) -> str:
    if delta is None:
        return "what it was is not known"
    if all(abs(amount) < 0.005 for amount in delta):
        return same
    low, high = (f"{amount:+.2f}" for amount in delta)
    return low if low == high else f"{low} to {high}"


def total_text(estimate: Estimate) -> str:
    """`~167.90 to 503.70 USD a month`; what has no known price is named after it."""
    sign = "~" if estimate.estimated else ""
    unknown = f", and {some(estimate.unknown, 3)} with no price known" if estimate.unknown else ""
    return f"{sign}{_span(estimate.low, estimate.high, 2)} {estimate.currency} a month{unknown}"


def _sum(cost: Cost, estimate: Estimate) -> list[str]:
    lines = [f"Sum: {total_text(estimate)}."]
    if cost.against:
        lines.append(f"Against `{cost.against}`: {_change(cost.delta, 'the same')}.")
    if cost.budget is not None:
        said = "over it" if cost.over else "within it, as far as prices are known" if estimate.unknown else "within it"
        lines.append(f"Budget: {cost.budget:g} {estimate.currency} a month: {said}.")
    told = min((line.as_of for line in estimate.lines if line.as_of), default="")
    oldest = f"; the oldest price used here is of {told}" if told else ""
    old = "\nThat is old: `--refresh FILE` takes a newer one." if cost.age > _OLD else ""
    lines.append(f"List prices as collected on {estimate.as_of}, {plural(cost.age, 'day')} ago{oldest}.{old}")
    if any(line.estimated for line in estimate.lines):
        lines.append("~ is computed from the price of the same machine in EC2, where no source states one.")
    return lines


def _monthly(line: CostLine) -> tuple[str, ...]:
    sign = "~" if line.estimated else ""
    hourly = f"{sign}{_span(line.low / HOURS, line.high / HOURS, 4)}"
    return (line.address, line.what, hourly, f"{sign}{_span(line.low, line.high, 2)}")


def _run(line: CostLine) -> tuple[str, ...]:
    return (line.address, line.what, f"{'~' if line.estimated else ''}{line.high:.2f}")


def _use(line: CostLine) -> tuple[str, ...]:
    return (line.address, line.what, f"{'~' if line.estimated else ''}{_plain(line.price or 0.0)} a {line.unit}")


def _plain(price: float) -> str:
    """Never in powers of ten: `0.0000004`."""
    return f"{price:.10f}".rstrip("0").rstrip(".")


def _span(low: float, high: float, digits: int) -> str:
    return f"{low:.{digits}f}" if low == high else f"{low:.{digits}f} to {high:.{digits}f}"


def _line_json(line: CostLine) -> dict[str, object]:
    all_time = line.how == "month"
    return {
        "address": line.address,
        "what": line.what,
        "how": line.how,
        "hourly": {"min": round(line.low / HOURS, 6), "max": round(line.high / HOURS, 6)} if all_time else None,
        "monthly": {"min": round(line.low, 2), "max": round(line.high, 2)} if all_time else None,
        "run": round(line.high, 4) if line.how == "run" else None,
        "price": line.price,
        "unit": line.unit or None,
        "estimated": line.estimated,
        "as_of": line.as_of or None,
        "source": line.source or None,
        "confidence": line.confidence or None,
    }
