"""A YAML text goes in; its tokens come out, each with the column that it has at the start of a line of the new text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from compiler.load.document import parser_for

STEP = 2
_SIGNS = {
    "ValueToken": ":",
    "FlowEntryToken": ",",
    "BlockEntryToken": "-",
    "FlowMappingStartToken": "{",
    "FlowSequenceStartToken": "[",
    "FlowMappingEndToken": "}",
    "FlowSequenceEndToken": "]",
    "ScalarToken": "scalar",
    "AliasToken": "alias",
    "AnchorToken": "anchor",
    "TagToken": "tag",
    "DocumentStartToken": "mark",
    "DocumentEndToken": "mark",
    "DirectiveToken": "mark",
}


class Unusual(ValueError):
    """A form that is left as it is, such as `? ` before a key."""


@dataclass(frozen=True, slots=True)
class Level:
    """An open block: `kind` is mapping, list or flush (a list in the column of its key); columns before and after."""

    kind: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as written: `sign` is its punctuation, or what it is; `style` that of a scalar.

    `column` is where it stood, `indent` where it goes when it begins a line, `inner` where lines go on that it spans.
    `levels` are the blocks that are open after it; `inside` is true within brackets, the closing one included.
    """

    sign: str
    style: str
    start: int
    end: int
    column: int
    indent: int
    inner: int
    levels: tuple[Level, ...]
    inside: bool


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tokens is: open blocks, and for open brackets the column that they hang from."""

    text: str
    levels: list[Level] = field(default_factory=list)
    depth: int = 0
    base: int = 0
    end: int = 0
    key: bool = False


def pieces_of(text: str) -> tuple[Piece, ...]:
    """All tokens that print something, in order. The text is valid YAML; raises `Unusual`."""
    parser = parser_for(text)
    walk = _Walk(text)
    found = []
    while (token := parser.get_token()) is not None and type(token).__name__ != "StreamEndToken":
        found += _step(walk, token)
    return tuple(found)


def _step(walk: _Walk, token: Any) -> Iterator[Piece]:
    name = type(token).__name__
    if sign := _SIGNS.get(name):
        yield _piece(walk, token, sign)
    elif name == "KeyToken":
        if token.end_mark.index > token.start_mark.index:
            raise Unusual("a key is marked with `?`")
        if not walk.depth:
            _close_flush(walk)
            walk.key = True
    elif name in ("BlockMappingStartToken", "BlockSequenceStartToken"):
        kind = "mapping" if name == "BlockMappingStartToken" else "list"
        new = walk.levels[-1].new + STEP if walk.levels else 0
        walk.levels.append(Level(kind, token.start_mark.column, new))
    elif name == "BlockEndToken":
        _close_flush(walk)
        walk.levels.pop()


def _close_flush(walk: _Walk) -> None:
    """A list in the column of its key has no end of its own."""
    if walk.levels and walk.levels[-1].kind == "flush":
        walk.levels.pop()


def _piece(walk: _Walk, token: Any, sign: str) -> Piece:
    start, end, column = token.start_mark.index, token.end_mark.index, token.start_mark.column
    if sign == "-" and not walk.depth and walk.levels[-1].kind == "mapping":
        walk.levels.append(Level("flush", column, walk.levels[-1].new + STEP))
    here = walk.levels[-1].new if walk.levels else 0
    below = here + STEP if walk.levels else 0
    inside = walk.depth > 0
    if sign in "}]":
        walk.depth -= 1
    if walk.depth:
        indent = inner = walk.base + STEP * walk.depth
    elif sign in "}]":
        indent = inner = walk.base
    else:
        indent = 0 if sign == "mark" else here if walk.key or sign == "-" else below
        inner = below
    if sign in "{[":
        if not walk.depth:
            first = "\n" in walk.text[walk.end : start] or not walk.end
            walk.base = indent if first else here
        walk.depth += 1
    walk.key = False
    walk.end = end
    return Piece(sign, getattr(token, "style", "") or "", start, end, column, indent, inner, tuple(walk.levels), inside)
