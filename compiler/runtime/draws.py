"""Draws from a range, as scikit-learn's searches ask for them; the same in every version of its libraries."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends included. `whole` is for whole numbers; `log` makes 1 to 10 as likely as 10 to 100."""

    low: float
    high: float
    whole: bool
    log: bool

    def rvs(self, random_state: Any) -> float:
        """One value, from a numpy RandomState."""
        share = float(random_state.random_sample())
        # Every whole number has the same room, the last one included.
        low, high = (self.low, self.high + 1) if self.whole else (self.low, self.high)
        value = exp(log(low) + share * (log(high) - log(low))) if self.log else low + share * (high - low)
        return min(max(int(value), int(self.low)), int(self.high)) if self.whole else min(max(value, low), high)
