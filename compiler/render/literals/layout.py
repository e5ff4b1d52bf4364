"""How a container is spread over lines, the same for every language that has brackets."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from compiler.render.problem import Unwritable
from compiler.render.text import Place

WIDTH = 88
_SHORT = 60
_DEPTH = 50
_BITS = 1024

Trail = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A container: its opening, each item with what stands before it, and its closing. `short` bounds one line."""

    opening: str
    items: tuple[tuple[str, str | int, object], ...]
    closing: str
    short: int = _SHORT


@dataclass(frozen=True, slots=True)
class Style:
    """`open` gives None for what is no container; `scalar` writes that on one line or raises `Unwritable`."""

    open: Callable[[object, Trail], Opened | None]
    scalar: Callable[[object, Trail], str]
    step: int
    trailing: str


def write(style: Style, value: object, place: Place, trail: Trail = ()) -> str:
    """The literal of a value: on one line when it is short and fits there, else an item a line."""
    opened = style.open(value, trail)
    if opened is None:
        return style.scalar(value, trail)
    if len(trail) > _DEPTH:
        raise Unwritable(f"it is nested more than {_DEPTH} levels deep", trail)
    if not opened.items:
        return opened.opening + opened.closing
    line = _one_line(style, opened, trail)
    if line is not None and _width(line) <= opened.short and place.before + _width(line) + place.after <= WIDTH:
        return line
    indent = place.indent + style.step
    written = [
        " " * indent + before + write(style, item, Place(indent + len(before), 1, indent), (*trail, key))
        for before, key, item in opened.items
    ]
    return opened.opening + "\n" + ",\n".join(written) + style.trailing + "\n" + " " * place.indent + opened.closing


def flat(style: Style, value: object, trail: Trail = ()) -> str:
    """The literal on one line, whatever its length."""
    opened = style.open(value, trail)
    if opened is None:
        return style.scalar(value, trail)
    if len(trail) > _DEPTH:
        raise Unwritable(f"it is nested more than {_DEPTH} levels deep", trail)
    items = [before + flat(style, item, (*trail, key)) for before, key, item in opened.items]
    return opened.opening + ", ".join(items) + opened.closing


def pairs(value: object, trail: Trail, quoted: Callable[[str], str]) -> tuple[tuple[str, str | int, object], ...]:
    """The items of a mapping as `Opened` has them; its keys must be text."""
    found: list[tuple[str, str | int, object]] = []
    for key, item in cast("dict[object, object]", value).items():
        if type(key) is not str:
            raise Unwritable(f"the key `{key!r}` is not text", trail)
        found.append((f"{quoted(key)}: ", key, item))
    return tuple(found)


def number(value: int | float, trail: Trail) -> str:
    """A finite number, as `repr` has it but `1e16` without a plus sign."""
    if type(value) is float:
        if not math.isfinite(value):
            raise Unwritable(f"`{value}` has no literal", trail)
        return repr(value).replace("e+", "e")
    if int(value).bit_length() > _BITS:
        raise Unwritable(f"it has more than {_BITS} bits", trail)
    return repr(value)


def _one_line(style: Style, opened: Opened, trail: Trail) -> str | None:
    """On one line, when no item is a container itself; a mapping may hold lists of scalars."""
    written: list[str] = []
    for before, key, item in opened.items:
        inner = style.open(item, (*trail, key))
        if inner is None:
            written.append(before + style.scalar(item, (*trail, key)))
        elif not inner.items:
            written.append(before + inner.opening + inner.closing)
        elif opened.opening == "{" and inner.opening == "[" and not _holds_containers(style, inner, trail):
            written.append(before + flat(style, item, (*trail, key)))
        else:
            return None
    return opened.opening + ", ".join(written) + opened.closing


def _holds_containers(style: Style, opened: Opened, trail: Trail) -> bool:
    return any(style.open(item, trail) is not None for _, _, item in opened.items)


def _width(text: str) -> int:
    """An upper bound of the columns that a text takes; formatters count some characters twice."""
    return len(text) if text.isascii() else len(text) + sum(ord(character) > 127 for character in text)
