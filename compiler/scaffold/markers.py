"""Spellings of a missing value beyond the usual ones. In: tallies; out: markers, and numbers with a decimal comma."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compiler.scaffold.columns import is_numeric
from compiler.scaffold.tally import Tally, number

_WORDS = """
- -- --- . .. * n/a na n.a. none null nil nan missing unknown undefined n.d. nd #n/a #na #null! #value! #div/0!
(null) <na> not_available not_applicable inf -inf infinity
"""
_KNOWN = frozenset((*_WORDS.split(), "not available", "not applicable", "no data"))
_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?")


def extra_markers(tallies: Iterable[Tally], usual: frozenset[str]) -> tuple[str, ...]:
    """Words such as `-` or `unknown` that are all that keeps some column from being numbers, as they are spelled."""
    found: set[str] = set()
    for tally in tallies:
        if tally.counts is None:
            strays = set(tally.strays) - usual
            numbers = len(strays) + 3
        else:
            present = set(tally.present(usual))
            strays = {text for text in present if number(text) is None}
            numbers = len(present) - len(strays)
        if strays and numbers >= 3 and all(text.casefold() in _KNOWN for text in strays):
            found |= strays
    return tuple(sorted(found))


def has_decimal_comma(tally: Tally, markers: frozenset[str], *, grouped: bool = False) -> bool:
    """True for a column of numbers such as `3,14` or `219.496,68`; `grouped` asks for one of the second kind."""
    present = tally.present(markers)
    if not present or not all(_DECIMAL_COMMA.fullmatch(text) for text in present) or is_numeric(present):
        return False
    return any("," in text and (not grouped or "." in text) for text in present)


def with_point(text: str) -> str:
    """`219.496,68` becomes `219496.68`; what is no such number stays."""
    return text.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(text.strip()) else text
