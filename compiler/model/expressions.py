"""The small languages inside a spec: durations, days, gates, checks, rollback conditions. Parsing raises ValueError."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

Comparison = Literal[">=", "<=", ">", "<", "=="]

# Every pattern here matches in linear time: a spec may come from a stranger.
_OP = r"(?P<op>>=|<=|==|>|<)"
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?%?"
_DURATION = re.compile(r"(\d{1,9})([smhd])")
_PLACE = re.compile(r"(datasets|models|serving)\.([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 366 * 86400
_GATE = re.compile(
    rf"(?P<metric>[a-z][a-z0-9_]*)\s*{_OP}\s*"
    rf"(?:(?P<champion>champion)(?:\s*(?P<sign>[+-])\s*(?P<offset>{_NUMBER}))?|(?P<value>{_NUMBER}))"
)
_CHECK_CALL = re.compile(rf"(?P<name>missing|mean|min|max|distinct)\((?P<column>.+)\)\s*{_OP}\s*(?P<value>{_NUMBER})")
_CHECK_ROWS = re.compile(rf"rows\s*{_OP}\s*(?P<value>{_NUMBER})")
_CHECK_UNIQUE = re.compile(r"unique\((?P<column>.+)\)")
_TRIGGER = re.compile(r"(?P<name>errors|p50|p90|p95|p99)\s*>\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>%|ms|s)")


def parse_duration(text: str) -> int:
    """`90s`, `30m`, `6h`, `1d` and sums such as `1h 30m`, in seconds; more than nothing, a year at most."""
    compact = "".join(text.split())
    pieces = _DURATION.findall(compact)
    if not pieces or "".join(number + unit for number, unit in pieces) != compact:
        raise ValueError("a duration is a number and a unit, such as `90s`, `30m`, `6h` or `1d`")
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in pieces)
    if not 0 < seconds <= _LONGEST:
        raise ValueError("a duration lies between `1s` and `366d`")
    return seconds


def parse_place(text: str) -> tuple[str, str]:
    """`models.churn`: one of the sections that hold named things, and a name."""
    match = _PLACE.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            "write section and name, such as `models.churn`; `datasets`, `models` and `serving` have names"
        )
    return match[1], match[2]


def parse_date(text: str) -> date:
    """`2027-03-01`."""
    if not _DATE.fullmatch(text.strip()):
        raise ValueError("a day is year, month and day, such as `2027-03-01`")
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"the calendar has no `{text.strip()}`") from None


def _number(text: str) -> float:
    """`0.8` and `80%`; raises ValueError for what no number holds."""
    value = float(text.removesuffix("%")) * (0.01 if text.endswith("%") else 1.0)
    if not math.isfinite(value):
        shown = text if len(text) <= 24 else f"{text[:20]}…"
        raise ValueError(f"`{shown}` is larger than any number")
    return round(value, 12) if text.endswith("%") else value


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound on a metric of the new model: `value` itself, or the champion's own metric plus `value`."""

    text: str
    metric: str
    op: Comparison
    champion: bool
    value: float


def parse_gate(text: str) -> Gate:
    """`roc_auc >= 0.80`, `accuracy >= 80%`, `roc_auc >= champion - 0.01`."""
    match = _GATE.fullmatch(text.strip())
    if not match:
        raise ValueError("a gate compares a metric, such as `roc_auc >= 0.80` or `roc_auc >= champion - 0.01`")
    champion = match["champion"] is not None
    value = _number(match["offset"] or "0") if champion else _number(match["value"])
    signed = -value if match["sign"] == "-" and value else value
    return Gate(text.strip(), match["metric"], cast(Comparison, match["op"]), champion, signed)


@dataclass(frozen=True, slots=True)
class Check:
    """A bound on a dataset. `name` is rows, unique, missing (a share from 0 to 1), mean, min, max or distinct.

    `column` is None for rows; `op` and `value` are None for unique.
    """

    text: str
    name: str
    column: str | None
    op: Comparison | None
    value: float | None


def parse_check(text: str) -> Check:
    """`rows >= 500`, `missing(age) <= 2%`, `unique(id)`, `min(age) >= 0`."""
    text = text.strip()
    if match := _CHECK_ROWS.fullmatch(text):
        return Check(text, "rows", None, cast(Comparison, match["op"]), _number(match["value"]))
    if match := _CHECK_UNIQUE.fullmatch(text):
        return Check(text, "unique", match["column"].strip(), None, None)
    if match := _CHECK_CALL.fullmatch(text):
        return Check(
            text, match["name"], match["column"].strip(), cast(Comparison, match["op"]), _number(match["value"])
        )
    raise ValueError(
        "a check is `rows >= 500`, `unique(column)` or `missing|mean|min|max|distinct(column)` compared with a number"
    )


@dataclass(frozen=True, slots=True)
class Trigger:
    """What rolls an update back: `errors` as a share from 0 to 1, or a latency percentile in milliseconds."""

    text: str
    name: str
    value: float


def parse_trigger(text: str) -> Trigger:
    """`errors > 1%`, `p99 > 500ms`, `p95 > 2s`."""
    match = _TRIGGER.fullmatch(text.strip())
    if not match or (match["name"] == "errors") != (match["unit"] == "%"):
        raise ValueError("a rollback condition is `errors > 1%` or a latency such as `p99 > 500ms`")
    value = _number(match["value"] + ("%" if match["unit"] == "%" else ""))
    return Trigger(text.strip(), match["name"], value * 1000.0 if match["unit"] == "s" else value)
