"""Rendered text with tokens in place of values: cut into pieces, and put together with literals or placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

TOKEN = re.compile("\0([0-9]+)\0")
MARK = "__mw_"
_MARKED = re.compile(r"__mw_([0-9]+)__")
_TRAILING = re.compile(r"[ \t]+(?=\n)")


def token(number: int) -> str:
    """The text that stands for value `number` until the end; NUL occurs neither in templates nor in output."""
    return f"\0{number}\0"


def placeholder(number: int) -> str:
    """The name that stands for value `number` in a skeleton."""
    return f"{MARK}{number}__"


def placeholder_number(text: str) -> int | None:
    """The value that a name stands for; None when it is no placeholder, or more than one."""
    match = _MARKED.fullmatch(text)
    return int(match[1]) if match else None


def first_placeholder(text: str) -> int | None:
    """The first value whose placeholder occurs anywhere in a text."""
    match = _MARKED.search(text)
    return int(match[1]) if match else None


def tidy(text: str) -> str:
    """Without spaces at the ends of lines: an empty value in a comment leaves some."""
    return _TRAILING.sub("", text) if " \n" in text or "\t\n" in text else text


@dataclass(frozen=True, slots=True)
class Pieces:
    """`static` text and `numbers` of values in turn: static[0], value, static[1], …; a value may be printed twice."""

    static: tuple[str, ...]
    numbers: tuple[int, ...]

    def lines(self) -> tuple[int, ...]:
        """The line, from 1, on which each value is printed."""
        found: list[int] = []
        line = 1
        for text in self.static[:-1]:
            line += text.count("\n")
            found.append(line)
        return tuple(found)

    def fill(self, write: Callable[[int], str]) -> str:
        """The text with `write(number)` for each value."""
        filled = [
            part for text, number in zip(self.static, self.numbers, strict=False) for part in (text, write(number))
        ]
        return "".join([*filled, self.static[-1]])


def cut(text: str) -> Pieces:
    """Split rendered text at its tokens."""
    parts = TOKEN.split(text)
    return Pieces(tuple(parts[0::2]), tuple(int(number) for number in parts[1::2]))


class Place(NamedTuple):
    """Where a literal is to stand, in characters: what its line has `before` and `after`, and its `indent`."""

    before: int
    after: int
    indent: int


def fill_by_place(pieces: Pieces, write: Callable[[int, Callable[[], Place]], str], flat: Callable[[int], int]) -> str:
    """The text with `write(number, place)` for each value; `flat(number)` is the width of a value on one line.

    The place is found when it is asked for: what has only one form needs none.
    """
    done: list[str] = [pieces.static[0]]

    def place() -> Place:
        line = _last_line(done)
        return Place(len(line), _after(pieces, len(done) // 2, flat), len(line) - len(line.lstrip(" ")))

    for number, static in zip(pieces.numbers, pieces.static[1:], strict=True):
        done += (write(number, place), static)
    return "".join(done)


def _last_line(done: list[str]) -> str:
    """What stands before the next value on its line."""
    line = ""
    for text in reversed(done):
        _, newline, last = text.rpartition("\n")
        line = last + line
        if newline:
            break
    return line


def _after(pieces: Pieces, index: int, flat: Callable[[int], int]) -> int:
    """How much follows value `index` on its line."""
    width = 0
    for offset in range(index + 1, len(pieces.static)):
        head, newline, _ = pieces.static[offset].partition("\n")
        width += len(head)
        if newline or offset == len(pieces.numbers):
            break
        width += flat(pieces.numbers[offset])
    return width
