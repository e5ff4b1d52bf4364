"""One run of a harness: which cases it tries, what it finds, and the line that says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

SHOWN = 40
LONGEST = 400


@dataclass(slots=True)
class Campaign:
    """`cases()` yields the cases, `report()` keeps a finding; `count` cases are tried, or the one case `only`.

    A case that tries several things at once sets `step`. The run ends early when there are `enough` findings.
    """

    promise: str
    seed: int
    count: int
    only: int | None = None
    enough: int | None = None
    step: int = 1
    tried: int = 0
    findings: list[tuple[int, str]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def cases(self) -> Iterator[tuple[int, Random]]:
        """The number of each case with its own source of randomness: a case can be repeated without those before it."""
        number = 0 if self.only is None else self.only
        while self.tried < self.count:
            yield number, self.random(number)
            self.tried += self.step
            number += 1
            if self.only is not None or (self.enough is not None and len(self.findings) >= self.enough):
                break

    def builds_up(self) -> None:
        """Each case goes on from the one before: one alone cannot be repeated. Raises ValueError where it should be."""
        if self.only is not None:
            raise ValueError(f"cases of `{self.promise}` build on each other: repeat them with the seed alone")

    def random(self, number: int) -> Random:
        """The source of randomness of one case."""
        return Random(f"{self.seed}/{number}")

    def report(self, number: int, what: str) -> None:
        """The promise was broken in this case."""
        self.findings.append((number, what if len(what) <= LONGEST else f"{what[:LONGEST]}…"))

    def line(self) -> str:
        """What the summary shows of this run."""
        seconds = time.perf_counter() - self.started
        found = f"{len(self.findings)} findings" if self.findings else "held"
        return f"{self.promise:<46} seed {self.seed:<7} count {self.tried:<8} {seconds:7.1f} s  {found}"

    def verdict(self) -> str:
        """The first findings and how to repeat them; empty when there are none."""
        if not self.findings:
            return ""
        shown = [f"case {number}: {what}" for number, what in self.findings[:SHOWN]]
        more = [f"… and {len(self.findings) - SHOWN} more"] if len(self.findings) > SHOWN else []
        again = f"repeat one with --seed {self.seed} --case {self.findings[0][0]} (and --torture, if it was given)"
        return "\n".join([f"{self.promise}: {len(self.findings)} findings", *shown, *more, again])
