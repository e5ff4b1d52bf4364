"""Three texts in: what was generated last, what the user made of it, what is generated now. Out: one text, by lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """`kept` are the first lines (from 1, of the result) of places that both have changed: the user's stay there."""

    text: str
    kept: tuple[int, ...]


def merge(base: str, mine: str, fresh: str) -> Merged:
    """Each line that only one side has changed is as that side has it; where both have, as the user has it."""
    bases, mines, freshes = (text.splitlines(keepends=True) for text in (base, mine, fresh))
    done: list[str] = []
    kept: list[int] = []
    at = (0, 0, 0)
    for stop, size in _common(bases, mines, freshes):
        before, own, new = (
            lines[start:end] for lines, start, end in zip((bases, mines, freshes), at, stop, strict=True)
        )
        if own == before:
            done += new
        else:
            if new not in (before, own):
                kept.append(len(done) + 1)
            done += own
        done += bases[stop[0] : stop[0] + size]
        at = (stop[0] + size, stop[1] + size, stop[2] + size)
    return Merged("".join(done), tuple(kept))


def _common(base: list[str], mine: list[str], fresh: list[str]) -> Iterator[tuple[tuple[int, int, int], int]]:
    """The runs of lines that all three share, in order, as their starts and length; last an empty one at the ends."""
    theirs = _matches(base, fresh)
    ours = _matches(base, mine)
    run: tuple[tuple[int, int, int], int] | None = None
    for index in range(len(base)):
        if index in ours and index in theirs:
            here = (index, ours[index], theirs[index])
            if run and here == tuple(start + run[1] for start in run[0]):
                run = (run[0], run[1] + 1)
                continue
            if run:
                yield run
            run = (here, 1)
    if run:
        yield run
    yield (len(base), len(mine), len(fresh)), 0


def _matches(base: list[str], other: list[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + offset: block.b + offset for block in blocks for offset in range(block.size)}
