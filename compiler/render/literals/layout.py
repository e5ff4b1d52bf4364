"""How a container is spread over lines, the same for every language that has brackets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
    before: Sequence[str] | None
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
    opened = None if type(value) is str else style.open(value)
    if opened is None:
        return style.scalar(value)
    here = place()
    return _spread(style, opened, here.before, here.after, here.indent, 0)


def _spread(style: Style, opened: Opened, before: int, after: int, indent: int, depth: int) -> str:
    _check_depth(depth)
    if not opened.items:
        return opened.opening + opened.closing
    containers: dict[int, Opened] = {}
    texts = [_short(style, opened, index, item, containers) for index, item in enumerate(opened.items)]
    line = _one_line(opened, texts, min(opened.short, WIDTH - before - after))
    if line is not None:
        return line
    inner = indent + style.step
    margin = "\n" + " " * inner
    for index, container in containers.items():
        prefix = opened.before[index] if opened.before else ""
        try:
            texts[index] = prefix + _spread(style, container, inner + len(prefix), 1, inner, depth + 1)
        except Unwritable as error:
            raise error.inside(opened.keys[index]) from None
    text = ("," + margin).join(cast("list[str]", texts))
    return f"{opened.opening}{margin}{text}{style.trailing}\n{' ' * indent}{opened.closing}"


def _short(style: Style, opened: Opened, index: int, item: object, containers: dict[int, Opened]) -> str | None:
    """An item on one line; a container that has items is added to `containers`, and has none but for a list of scalars
    in a mapping.
    """
    inner = None if type(item) is str else style.open(item)
    try:
        if inner is None:
            text = style.scalar(item)
        elif not inner.items:
            text = inner.opening + inner.closing
        else:
            containers[index] = inner
            if (opened.opening, inner.opening) != ("{", "[") or any(style.open(each) for each in inner.items):
                return None
            text = flat(style, item)
    except Unwritable as error:
        raise error.inside(opened.keys[index]) from None
    return opened.before[index] + text if opened.before else text


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
    keys = tuple(value)
    for key in keys:
        if type(key) is not str:
            raise Unwritable(f"the key `{key!r}` is not text")
    return Opened("{", cast("tuple[str, ...]", keys), list(value.values()), _before(quoted, keys), "}")


@lru_cache(maxsize=4096)  # few sets of keys stand in very many places
def _before(quoted: Callable[[str], str], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{quoted(key)}: " for key in keys)


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


def _one_line(opened: Opened, texts: Sequence[str | None], width: int) -> str | None:
    """On one line of at most `width` columns; None where an item has none, or where it is too long."""
    left = width - len(opened.opening) - len(opened.closing) + 2
    for text in texts:
        if text is None:
            return None
        left -= (len(text) if text.isascii() else _width(text)) + 2
        if left < 0:
            return None
    return opened.opening + ", ".join(cast("Sequence[str]", texts)) + opened.closing


def _width(text: str) -> int:
    """An upper bound of the columns that a text takes; formatters count some characters twice."""
    return len(text) if text.isascii() else len(text) + sum(ord(character) > 127 for character in text)
