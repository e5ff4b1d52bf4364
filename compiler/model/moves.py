"""Names that things of a project had before: the moves of a spec in, former names out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.model.spec.move import Move


def former_names(moves: Iterable[Move]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By section and present name the names that it had, latest first. The moves are sound: no circle, none twice."""
    before = {move.to: move.origin for move in moves}
    origins = set(before.values())
    found = {}
    for place in before:
        if place not in origins:
            chain = []
            here = before.get(place)
            while here is not None:
                chain.append(here[1])
                here = before.get(here)
            found[place] = tuple(chain)
    return found
