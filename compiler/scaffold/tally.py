"""What is known of one column of text: how often each value occurs, as far as that is worth remembering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from compiler.runtime import cells

_MOST = 5_000
"""Different values from which on a column of fractions is no longer remembered value by value."""


class Tally:
    """Filled chunk by chunk. `counts` is None for a column with thousands of different fractional numbers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.counts: Counter[str] | None = Counter()
        self._review_at = _MOST
        self._markers: Counter[str] = Counter()

    def add(self, cells: Iterable[str], rows: int) -> None:
        """Count cells, without the spaces around them."""
        self.rows += rows
        fresh = Counter(cells)
        if self.counts is None:
            self._add_numbers(fresh)
            return
        for text, count in fresh.items():
            self.counts[text.strip()] += count
        if len(self.counts) > self._review_at:
            self._review_at *= 2
            self._forget_numbers()

    def missing(self, markers: frozenset[str]) -> int:
        """How many cells hold nothing or one of the markers."""
        return sum(count for text, count in (self.counts or self._markers).items() if text in markers)

    def present(self, markers: frozenset[str]) -> dict[str, int]:
        """The other values and how often each occurs; empty for a column whose values were not remembered."""
        return {text: count for text, count in (self.counts or {}).items() if text not in markers}

    def map(self, change: Callable[[str], str]) -> Tally:
        """The same column with each value changed."""
        other = Tally(self.name)
        other.rows = self.rows
        changed: Counter[str] = Counter()
        for text, count in (self.counts or {}).items():
            changed[change(text)] += count
        other.counts = changed
        return other

    def _forget_numbers(self) -> None:
        texts = [text for text in self.counts or () if number(text) is None]
        if len(texts) <= 20 and any((number(text) or 0.0) % 1 for text in self.counts or ()):
            self._markers.update({text: (self.counts or {})[text] for text in texts})
            self.counts = None

    def _add_numbers(self, fresh: Counter[str]) -> None:
        for text, count in fresh.items():
            if number(text) is None:
                self._markers[text.strip()] += count

    @property
    def strays(self) -> tuple[str, ...]:
        """In a column whose values were not remembered: what is not a number, missing markers included."""
        return tuple(self._markers)


def number(text: str) -> float | None:
    """The finite number that a cell holds; None when it holds none."""
    try:
        return cells.number(text)
    except ValueError:
        return None
