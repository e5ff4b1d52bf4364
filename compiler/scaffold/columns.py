"""The types of columns, from their values. In: tallies; out: one `Column` each, with the reason in words.

A value is asked of the runtime's own parsers, so that what is inferred here can be read there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from compiler.runtime import cells
from compiler.scaffold.tally import Tally, number

BOOLEANS = (("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("1", "0"), ("1.0", "0.0"))
_PADDED = re.compile(r"[-+]?0\d+")
_OTHER_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ].*)?")
_UNITS = re.compile(r"[$€£¥]?\s*[-+]?\d[\d.,' ]*\s*[%$€£¥]?")
_IDENTIFYING = frozenset({"id", "ids", "uuid", "guid", "key", "identifier", "index", "idx"})
REFERENCE = "${"
_FEW, _SOME = 30, 60


@dataclass(frozen=True, slots=True)
class Column:
    """`type` as in a spec; `values` for categories; `missing` counts cells; `why` is a remark, mostly empty.

    `usable` is false for what no model can learn from; `unique` is true when no value occurs twice and none is missing.
    """

    name: str
    type: str
    values: tuple[object, ...] = ()
    missing: int = 0
    distinct: int = 0
    rows: int = 0
    why: str = ""
    usable: bool = True
    unique: bool = False


def infer(tally: Tally, markers: frozenset[str]) -> Column:
    """Decide by the values, with the column's name as a witness for identifiers."""
    missing = tally.missing(markers)
    base = Column(tally.name, "text", missing=missing, rows=tally.rows, usable=False)
    if tally.counts is None:
        strays = [text for text in tally.strays if text not in markers]
        if strays:
            return replace(base, why=f"numbers, but also {_examples(dict.fromkeys(strays, 1))}; not a feature")
        return replace(base, type="number", usable=True, distinct=tally.rows, why=missing_note(base))
    present = tally.present(markers)
    base = replace(base, distinct=len(present), unique=not missing and len(present) == tally.rows)
    if not present:
        return replace(base, why="empty in all rows; not a feature")
    column = _typed(base, present)
    if len(present) == 1:
        return replace(column, values=(), usable=False, why=f"always {_examples(present)}; nothing to learn from it")
    return replace(column, why="; ".join(part for part in (column.why, missing_note(column)) if part))


def missing_note(column: Column) -> str:
    """`11 missing (0.2 %)`, or nothing."""
    return f"{column.missing:,} missing ({column.missing / column.rows:.1%})" if column.missing else ""


def is_numeric(values: Mapping[str, int]) -> bool:
    """True when every value is a number and none is a code such as `007`."""
    return all(number(text) is not None and not _PADDED.fullmatch(text) for text in values)


def is_integer(values: Mapping[str, int]) -> bool:
    """True when every value is a whole number."""
    return all(_reads(cells.integer, text) for text in values)


def truth_pair(values: Mapping[str, int]) -> bool:
    """True when two values are a usual spelling of true and false."""
    folded = {text.casefold() for text in values}
    return len(folded) == 2 and any(folded == set(pair) for pair in BOOLEANS)


def whole(text: str) -> object:
    """A number as a spec writes it."""
    value = float(text)
    return int(value) if value.is_integer() else value


def category_values(values: Mapping[str, int]) -> tuple[object, ...]:
    """Numbers by size, text by alphabet."""
    if is_numeric(values):
        return tuple(sorted({whole(text) for text in values}, key=lambda item: float(str(item))))
    return tuple(sorted(values))


def _typed(base: Column, values: Mapping[str, int]) -> Column:
    if truth_pair(values):
        spellings = " / ".join(sorted(values, key=str.casefold, reverse=True))
        plain = {text.casefold() for text in values} in ({"true", "false"}, {"1", "0"})
        return replace(base, type="boolean", usable=True, why="" if plain else spellings)
    if is_numeric(values):
        return _numeric(base, values)
    if all(_reads(cells.iso_date, text) for text in values):
        return replace(base, type="date", why="not a feature")
    return _textual(base, values)


def _numeric(base: Column, values: Mapping[str, int]) -> Column:
    integers = is_integer(values)
    if integers and (reason := _identifying(base, values)):
        return replace(base, type="identifier", why=f"{reason}; never a feature")
    if integers and _named_identifier(base.name) and _few(base):
        return replace(base, type="category", values=category_values(values), usable=True, why="a code, not an amount")
    return replace(base, type="integer" if integers else "number", usable=True)


def _identifying(base: Column, values: Mapping[str, int]) -> str:
    """Why a whole number is an identifier; empty when it is not."""
    if _named_identifier(base.name) and base.distinct > _FEW:
        return _uniqueness(base)
    numbers = {float(text) for text in values}
    if base.unique and max(numbers) - min(numbers) == base.rows - 1 and base.rows > _FEW:
        return f"counts the rows from {min(numbers):.0f} to {max(numbers):.0f}"
    return ""


def _textual(base: Column, values: Mapping[str, int]) -> Column:
    if any(REFERENCE in text for text in values):
        return replace(base, why=f"holds `{REFERENCE}`, which a spec takes for a reference; not a feature")
    if _few(base):
        return replace(base, type="category", values=category_values(values), usable=True)
    present = base.rows - base.missing
    prose = sum(" " in text for text in values) > len(values) / 2
    if not prose and (base.distinct >= 0.95 * present or _named_identifier(base.name)):
        return replace(base, type="identifier", why=f"{_uniqueness(base)}; never a feature")
    what = f"{base.distinct:,} different values, such as {_examples(values)}; not a feature"
    if all(_OTHER_DATE.fullmatch(text) for text in values):
        what = f"dates such as {_examples(values)}; written as 2024-12-31 they could be of type date; not a feature"
    elif all(_UNITS.fullmatch(text) for text in values):
        what = f"looks like numbers, such as {_examples(values)}; a feature once only digits and a dot are left"
    return replace(base, why=what)


def _few(base: Column) -> bool:
    """Few enough values to list, with several rows of each."""
    present = base.rows - base.missing
    few = base.distinct <= _FEW and present >= 3 * base.distinct
    return few or base.distinct <= 2 or (base.distinct <= _SOME and present >= 50 * base.distinct)


def _uniqueness(base: Column) -> str:
    if base.unique:
        return f"unique in all {base.rows:,} rows"
    return f"{base.distinct:,} different values in {base.rows:,} rows"


def _named_identifier(name: str) -> bool:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    parts = re.findall(r"[a-z]+", words)
    return bool(parts) and (parts[-1] in _IDENTIFYING or name.lower().startswith("unnamed:"))


def _reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _examples(values: Mapping[str, int]) -> str:
    """The two most frequent values, cut short."""
    first = sorted(values, key=lambda text: (-values[text], text))[:2]
    return " and ".join(f"`{text if len(text) <= 24 else text[:23] + '…'}`" for text in first)
