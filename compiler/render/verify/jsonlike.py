"""JSON is parsed and compared with its skeleton; in YAML the places of values are checked before any is written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from compiler.render.problem import Problem
from compiler.render.text import MARK, Pieces, first_placeholder, placeholder_number

_BEFORE = re.compile(r"(?:\s*(?:- +)*|.*[^\s:]: +|.*[\[{,] *)")
_AFTER = re.compile(r" *(?:$|[,\]}]|:(?: |$)|\s#)")
_BLOCK = re.compile(r"(?:^|.*[ :-] *)[|>][-+0-9]*\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class _Pairs:
    """An object of JSON with the order of its keys."""

    items: tuple[tuple[str, object], ...]


def verify_json(skeleton: str, content: bytes, values: Sequence[object]) -> None:
    """Raise `Problem` unless `content` is the skeleton with exactly these values in it and no key stands twice."""
    try:
        expected = _parse(skeleton)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise Problem("R006", f"the result is not JSON: {getattr(error, 'msg', error)}", line=line) from None
    try:
        found = _parse(content.decode())
    except (ValueError, RecursionError) as error:
        raise Problem("R006", f"the result is not JSON once the values are in it: {error}") from None
    _compare(expected, found, values)


def _parse(text: str) -> object:
    return json.loads(text, object_pairs_hook=_pairs, parse_constant=_refuse_constant)


def _pairs(items: list[tuple[str, object]]) -> _Pairs:
    seen: set[str] = set()
    for name, _ in items:
        if name in seen:
            raise ValueError(f"the key `{name}` stands twice")
        seen.add(name)
    return _Pairs(tuple(items))


def _refuse_constant(name: str) -> object:
    raise ValueError(f"`{name}`")


def _compare(expected: object, found: object, values: Sequence[object]) -> None:
    if isinstance(expected, str):
        slot = placeholder_number(expected)
        wanted = expected if slot is None else _plain(values[slot])
        if slot is None and MARK in expected:
            raise Problem("R005", "a value is printed inside a text", slot=first_placeholder(expected))
        if type(wanted) is not type(found) or repr(wanted) != repr(found):
            raise Problem("R007", "a value changed the shape of the file", slot=slot)
    elif isinstance(expected, _Pairs) and isinstance(found, _Pairs) and len(expected.items) == len(found.items):
        for (name, item), (other_name, other) in zip(expected.items, found.items, strict=True):
            _compare(name, other_name, values)
            _compare(item, other, values)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for item, other in zip(expected, found, strict=True):
            _compare(item, other, values)
    elif type(expected) is not type(found) or repr(expected) != repr(found):
        raise Problem("R007", "a value changed the shape of the file")


def _plain(value: object) -> object:
    """A value as the parser gives it back."""
    if isinstance(value, (dict, MappingProxyType)):
        return _Pairs(tuple((cast("str", key), _plain(item)) for key, item in value.items()))
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def yaml_comments(pieces: Pieces) -> frozenset[int]:
    """The places (not numbers) whose value stands in a comment. Raises `Problem` for one that is not a whole scalar."""
    lines = "".join(
        text + (f"\0{index}\0" if index < len(pieces.numbers) else "") for index, text in enumerate(pieces.static)
    ).split("\n")
    comments: set[int] = set()
    block: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and line.strip() and indent <= block:
            block = None
        for match in re.finditer("\0([0-9]+)\0", line):
            if block is not None or not _stands_alone(line, match, comments):
                raise Problem(
                    "R005",
                    "a value is printed inside a text",
                    slot=pieces.numbers[int(match[1])],
                    hint="in YAML a value is the whole of a key, an item or a value, without quotes",
                )
        if block is None and _BLOCK.fullmatch(re.sub("\0[0-9]+\0", "x", line)):
            block = indent
    return frozenset(comments)


def _stands_alone(line: str, match: re.Match[str], comments: set[int]) -> bool:
    before, after = line[: match.start()], line[match.end() :]
    if _COMMENT.search(before):
        comments.add(int(match[1]))
        return True
    quotes = before.count('"') % 2 or before.count("'") % 2
    return not quotes and bool(_BEFORE.fullmatch(before)) and bool(_AFTER.match(after))
