"""What a stack costs, as data: a line for each thing that is billed, and their sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HOURS = 730
"""Hours of a month, as AWS's own calculators count them."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One thing that is billed for the resource at `address`, in words.

    `how` it is billed: `month` runs all the time and costs `low` to `high` a month; `run` costs at most `high` each
    time; `use` has only a `price` for each `unit`; of `unknown` no price is known. `estimated` tells that the price
    was computed from another; `as_of` and `source` are those of the price.
    """

    address: str
    what: str
    how: Literal["month", "run", "use", "unknown"]
    low: float = 0.0
    high: float = 0.0
    price: float | None = None
    unit: str = ""
    estimated: bool = False
    as_of: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """All lines of a stack, in the order of its resources; `as_of` is the day of the price book (YYYY-MM-DD)."""

    currency: str
    as_of: str
    lines: tuple[CostLine, ...]

    @property
    def low(self) -> float:
        """The least that a month costs, of what has a known price and runs all the time."""
        return sum(line.low for line in self.lines if line.how == "month")

    @property
    def high(self) -> float:
        """The most, with every endpoint scaled up all the time."""
        return sum(line.high for line in self.lines if line.how == "month")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The addresses that no price is known for, each once."""
        return tuple(dict.fromkeys(line.address for line in self.lines if line.how == "unknown"))

    @property
    def estimated(self) -> bool:
        """Whether any part of the sum was computed from another price."""
        return any(line.estimated for line in self.lines if line.how == "month")


@dataclass(frozen=True, slots=True)
class PlannedCost:
    """What a stack will cost, and by how much its month then differs from that of the state; None: not told."""

    estimate: Estimate
    delta: tuple[float, float] | None
