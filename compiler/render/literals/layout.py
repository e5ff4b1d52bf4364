"""How a container is spread over lines, the same for every language that has brackets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from compiler.render.problem import Unwritable
from compiler.render.text import Place

WIDTH = 88
_SHORT = 60
_DEPTH = 50
_BITS = 1024


class Opened(NamedTuple):
    """A container: its opening, its items by key, what stands before each (None: nothing), and its closing.

    `short` bounds one line.
    """

    opening: str
    keys: Sequence[str | int]
    items: Sequence[object]
    before: list[str] | None
    closing: str
    short: int = _SHORT


@dataclass(frozen=True, slots=True)
class Style:
    """`open` gives None for what is no container; `scalar` writes that on one line or raises `Unwritable`."""

    open: Callable[[object], Opened | None]
    scalar: Callable[[object], str]
    step: int
    trailing: str


def write(style: Style, value: object, place: Callable[[], Place]) -> str:
    """The literal of a value: on one line when it is short and fits there, else an item a line."""
    opened = style.open(value)
    if opened is None:
        return style.scalar(value)
    here = place()
    return _spread(style, opened, here.before, here.after, here.indent, 0)


def _spread(style: Style, opened: Opened, before: int, after: int, indent: int, depth: int) -> str:
    _check_depth(depth)
    if not opened.items:
        return opened.opening + opened.closing
    line = _one_line(style, opened, min(opened.short, WIDTH - before - after))
    if line is not None:
        return line
    inner = indent + style.step
    margin = "\n" + " " * inner
    written: list[str] = []
    for index, item in enumerate(opened.items):
        prefix = opened.before[index] if opened.before else ""
        try:
            below = None if type(item) is str else style.open(item)
            if below is None:
                written.append(prefix + style.scalar(item))
            else:
                written.append(prefix + _spread(style, below, inner + len(prefix), 1, inner, depth + 1))
        except Unwritable as error:
            raise error.inside(opened.keys[index]) from None
    text = ("," + margin).join(written)
    return f"{opened.opening}{margin}{text}{style.trailing}\n{' ' * indent}{opened.closing}"


def flat(style: Style, value: object, depth: int = 0) -> str:
    """The literal on one line, whatever its length."""
    opened = style.open(value)
    if opened is None:
        return style.scalar(value)
    _check_depth(depth)
    written: list[str] = []
    for index, item in enumerate(opened.items):
        try:
            written.append((opened.before[index] if opened.before else "") + flat(style, item, depth + 1))
        except Unwritable as error:
            raise error.inside(opened.keys[index]) from None
    return opened.opening + ", ".join(written) + opened.closing


def mapping(value: Mapping[object, object], quoted: Callable[[str], str]) -> Opened:
    """A mapping opened; its keys must be text."""
    before: list[str] = []
    for key in value:
        if type(key) is not str:
            raise Unwritable(f"the key `{key!r}` is not text")
        before.append(f"{quoted(key)}: ")
    return Opened("{", cast("list[str]", list(value)), list(value.values()), before, "}")


def sequence(value: Sequence[object]) -> Opened:
    """A list opened."""
    return Opened("[", range(len(value)), value, None, "]")


def number(value: int | float) -> str:
    """A finite number, as `repr` has it but `1e16` without a plus sign."""
    if type(value) is float:
        if not math.isfinite(value):
            raise Unwritable(f"`{value}` has no literal")
        return repr(value).replace("e+", "e")
    if int(value).bit_length() > _BITS:
        raise Unwritable(f"it has more than {_BITS} bits")
    return repr(value)


def _check_depth(depth: int) -> None:
    if depth > _DEPTH:
        raise Unwritable(f"it is nested more than {_DEPTH} levels deep")


def _one_line(style: Style, opened: Opened, width: int) -> str | None:
    """On one line of at most `width` columns, when no item is a container itself; a mapping may hold lists of scalars.

    What cannot be written is told by the caller, which goes on when this gives up.
    """
    written: list[str] = []
    left = width - len(opened.opening) - len(opened.closing) + 2
    try:
        for index, item in enumerate(opened.items):
            inner = None if type(item) is str else style.open(item)
            if inner is None:
                text = style.scalar(item)
            elif not inner.items:
                text = inner.opening + inner.closing
            elif (
                opened.opening == "{" and inner.opening == "[" and all(style.open(each) is None for each in inner.items)
            ):
                text = flat(style, item)
            else:
                return None
            if opened.before:
                text = opened.before[index] + text
            left -= (len(text) if text.isascii() else _width(text)) + 2
            if left < 0:
                return None
            written.append(text)
    except Unwritable:
        return None
    return opened.opening + ", ".join(written) + opened.closing


def _width(text: str) -> int:
    """An upper bound of the columns that a text takes; formatters count some characters twice."""
    return len(text) if text.isascii() else len(text) + sum(ord(character) > 127 for character in text)
