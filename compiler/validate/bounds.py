"""Comparisons with numbers, two at a time: whether they exclude each other, and whether one makes the other idle."""

from __future__ import annotations

from typing import NamedTuple


class Bound(NamedTuple):
    """`op` is one of `>= > <= < ==`."""

    op: str
    value: float


def exclude(one: Bound, other: Bound) -> bool:
    """True when no number fits both."""
    return _below(one, other) or _below(other, one)


def covers(strict: Bound, loose: Bound) -> bool:
    """True when every number that fits `strict` fits `loose` too; both point the same way."""
    if strict.op[0] != loose.op[0] or "==" in (strict.op, loose.op):
        return strict == loose
    if strict.value == loose.value:
        return strict.op == loose.op or "=" not in strict.op
    return (strict.value > loose.value) == (loose.op[0] == ">")


def _below(upper: Bound, lower: Bound) -> bool:
    """True when all that fits `upper` lies below all that fits `lower`."""
    if upper.op[0] == ">" or lower.op[0] == "<":
        return False
    touching = "=" in upper.op and "=" in lower.op
    return upper.value < lower.value or (upper.value == lower.value and not touching)
