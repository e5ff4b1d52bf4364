"""Cron expressions of five fields, as text in and as sets of numbers out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIRST = date(2087, 1, 1)
"""From here, eighteen years hold leap years and the one that is none, 2100."""
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


@lru_cache(maxsize=256)
def gaps(cron: Cron) -> tuple[int, int]:
    """The shortest and the longest time between two firings, in seconds; a year when it fires but once in many."""
    minutes = sorted(hour * 60 + minute for hour in cron.hours for minute in cron.minutes)
    inside = [later - earlier for earlier, later in pairwise(minutes)]
    overnight = minutes[0] - minutes[-1]
    days = [day for day in range(_span(cron)) if _comes(cron, _FIRST + timedelta(days=day))]
    between = [(later - earlier) * 1440 + overnight for earlier, later in pairwise(days)]
    every = [*inside, *between] or [366 * 1440]
    return min(every) * 60, max(every) * 60


@lru_cache(maxsize=256)
def often(cron: Cron) -> float:
    """How many times it fires in a month, on average over years with all kinds of February."""
    years = 18
    days = sum(_comes(cron, _FIRST + timedelta(days=day)) for day in range(years * 365))
    return days * len(cron.hours) * len(cron.minutes) / (years * 12)


def _span(cron: Cron) -> int:
    """How many days show everything that can happen: two weeks, or enough years for all kinds of February."""
    whole = len(cron.days) == 31 and len(cron.months) == 12
    return 15 if whole else 18 * 366


def _comes(cron: Cron, day: date) -> bool:
    if day.month not in cron.months:
        return False
    in_month, in_week = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    # Cron's own rule: of two restricted day fields, one is enough.
    return in_month and in_week if cron.any_day or cron.any_weekday else in_month or in_week


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
