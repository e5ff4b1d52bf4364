"""What a project may cost."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.validate.draft import Draft, at_value
from compiler.validate.words import shorten

_CURRENCY = "USD"


def currency(draft: Draft) -> Iterator[Diagnostic]:
    """V130: a budget is in the currency of the prices that it is compared with."""
    budget = draft.project.budget if draft.project else None
    if budget and budget.currency != _CURRENCY:
        summary = f"the budget is in `{shorten(budget.currency)}`, and prices are in `{_CURRENCY}`"
        path = ("budget", "currency")
        yield at_value(draft.context, "V130", path, summary, f"convert the amount, and write `currency: {_CURRENCY}`")
