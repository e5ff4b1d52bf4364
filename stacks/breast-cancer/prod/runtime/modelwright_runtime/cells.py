"""One cell of text becomes a value of its column's type.

A small parser per type; each raises ValueError with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import Any

from .definition import Column

Parser = Callable[[str], Any]

TRUE = frozenset({"true", "yes", "y", "t", "1"})
FALSE = frozenset({"false", "no", "n", "f", "0"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")


def number(text: str) -> float:
    """A finite number."""
    try:
        value = float(text)
    except ValueError:
        raise ValueError("is not a number") from None
    if not isfinite(value) or "_" in text:
        raise ValueError("is not a finite number" if not isfinite(value) else "is not a number")
    return value


def integer(text: str) -> float:
    """A whole number, as a float; `3.0` is one."""
    try:
        value = number(text)
    except ValueError:
        raise ValueError("is not a whole number") from None
    if not float(value).is_integer():
        raise ValueError("is not a whole number")
    return value


def boolean(text: str) -> float:
    """1.0 or 0.0 for the usual spellings in any case."""
    folded = text.casefold()
    if folded in TRUE:
        return 1.0
    if folded in FALSE or folded in ("0.0", "1.0"):
        return float(folded == "1.0")
    raise ValueError("is neither true nor false")


def iso_date(text: str) -> str:
    """The date or time itself when it is written as ISO 8601."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a date such as 2024-12-31") from None
    return text


def label(value: object) -> str:
    """The one spelling of a category: `true`, `3` (also for 3.0), `2.5`, or the text without outer spaces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def category(values: tuple[Any, ...]) -> Parser:
    """The label of one of `values`; any text when there are none. Numbers are met as numbers, booleans as booleans."""
    if not values:
        return str
    labels: dict[Any, str] = {label(value): label(value) for value in values}
    read: Parser = str
    if all(isinstance(value, bool) for value in values):
        read = boolean
        labels = {float(value): label(value) for value in values}
    elif all(isinstance(value, (int, float)) for value in values):
        read = number
        labels = {float(value): label(value) for value in values}

    def parse(text: str) -> str:
        try:
            return labels[read(text)]
        except (KeyError, ValueError):
            raise ValueError(f"is none of the column's values{near(text, list(labels.values()))}") from None

    return parse


def parser(column: Column) -> Parser:
    """What reads the cells of a column; text arrives without outer spaces."""
    if column.type == "category":
        return category(column.values)
    return {"number": number, "integer": integer, "boolean": boolean, "date": iso_date}.get(column.type, str)


def near(word: str, names: list[str]) -> str:
    """`; did you mean …?`, or the first names, or nothing."""
    folded = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if found:
        return f"; did you mean `{folded[found[0]]}`?"
    shown = ", ".join(f"`{name}`" for name in names[:10])
    return f" ({shown}{', …' if len(names) > 10 else ''})" if names else ""
