"""Cron expressions of five fields, as text in and as sets of numbers out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 7, _WEEKDAYS),
)
_ITEM = re.compile(
    r"(?:\*|(?P<low>[a-z]{3}|\d{1,2})(?:-(?P<high>[a-z]{3}|\d{1,2}))?)(?:/(?P<step>\d{1,2}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cron:
    """The times that fit; `any_day` and `any_weekday` tell which of the two day fields was written as `*`."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool


def parse_cron(text: str) -> Cron:
    """Five fields: minute, hour, day, month, weekday (0 and 7 are Sunday). Raises ValueError with the reason."""
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(f"it has {len(fields)} field{'s' if len(fields) != 1 else ''}, not 5")
    minutes, hours, days, months, weekdays = (
        _field(field, name, low, high, words) for field, (name, low, high, words) in zip(fields, _FIELDS, strict=True)
    )
    return Cron(
        minutes,
        hours,
        days,
        months,
        frozenset(day % 7 for day in weekdays),
        fields[2].startswith("*"),
        fields[4].startswith("*"),
    )


def fires(cron: Cron) -> bool:
    """False when no month has one of the days, such as 30 February. A weekday named besides makes it come anyway."""
    return not cron.any_weekday or any(min(cron.days) <= _DAYS_IN_MONTH[month - 1] for month in cron.months)


def _field(text: str, name: str, low: int, high: int, words: tuple[str, ...]) -> frozenset[int]:
    found: set[int] = set()
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if not match:
            raise ValueError(f"`{item[:20]}` is not a {name}")
        first = low if match["low"] is None else _value(match["low"], name, low, high, words)
        last = first if match["low"] is not None and match["step"] is None else high
        last = last if match["high"] is None else _value(match["high"], name, low, high, words)
        step = int(match["step"] or 1)
        if step == 0 or last < first:
            raise ValueError(f"`{item}` names no {name}")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _value(text: str, name: str, low: int, high: int, words: tuple[str, ...]) -> int:
    if text.lower() in words:
        return words.index(text.lower()) + low
    if not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"`{text}` is not a {name} from {low} to {high}")
    return int(text)
