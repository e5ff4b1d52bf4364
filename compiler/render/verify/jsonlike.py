"""JSON is parsed and compared with its skeleton; in YAML the places of values are checked before any is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from compiler.render.problem import Problem
from compiler.render.text import MARK, Pieces, first_placeholder, placeholder_number

_BEFORE = re.compile(r"(?:\s*(?:- +)*|.*[^\s:]: +|.*[\[{,] *)")
_AFTER = re.compile(r" *(?:$|[,\]}]|:(?: |$)|\s#)")
_BLOCK = re.compile(r"(?:^|.*[ :-] *)[|>][-+0-9]*\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#")


def verify_json(skeleton: str, content: bytes, values: Sequence[object]) -> None:
    """Raise `Problem` unless `content` is the skeleton with exactly these values in it and no key stands twice."""
    expected = _fill(_parse_skeleton(skeleton), values)
    try:
        found = _parse(content.decode())
    except (ValueError, RecursionError) as error:
        raise Problem("R006", f"the result is not JSON once the values are in it: {error}") from None
    # Equal values of two types are written differently, and so are equal mappings in another order.
    if repr(expected) != repr(found):
        raise Problem("R007", "a value changed the shape of the file", slot=_first_difference(skeleton, found, values))


@lru_cache(maxsize=64)
def _parse_skeleton(text: str) -> object:
    try:
        return _parse(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise Problem("R006", f"the result is not JSON: {getattr(error, 'msg', error)}", line=line) from None


def _parse(text: str) -> object:
    return json.loads(text, object_pairs_hook=_mapping, parse_constant=_refuse_constant)


def _mapping(items: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(items)
    if len(found) != len(items):
        twice = next(name for index, (name, _) in enumerate(items) if name in dict(items[:index]))
        raise ValueError(f"the key `{twice}` stands twice")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(f"`{name}`")


def _fill(expected: object, values: Sequence[object]) -> object:
    """The skeleton's content with the values in the places of their placeholders."""
    if isinstance(expected, str):
        slot = placeholder_number(expected)
        if slot is None and MARK in expected:
            raise Problem("R005", "a value is printed inside a text", slot=first_placeholder(expected))
        return expected if slot is None else _plain(values[slot])
    if isinstance(expected, list):
        return [_fill(item, values) for item in expected]
    if isinstance(expected, dict):
        pairs = [(cast("str", _fill(name, values)), _fill(item, values)) for name, item in expected.items()]
        try:
            return _mapping(pairs)
        except ValueError as error:
            raise Problem("R006", f"the result is not JSON once the values are in it: {error}") from None
    return expected


def _first_difference(skeleton: str, found: object, values: Sequence[object]) -> int | None:
    """The first value that does not stand where it should."""

    def differ(expected: object, found: object) -> Iterator[int]:
        if isinstance(expected, str) and (slot := placeholder_number(expected)) is not None:
            if repr(_plain(values[slot])) != repr(found):
                yield slot
        elif isinstance(expected, dict) and isinstance(found, dict):
            for (name, item), (other_name, other) in zip(expected.items(), found.items(), strict=False):
                yield from differ(name, other_name)
                yield from differ(item, other)
        elif isinstance(expected, list) and isinstance(found, list):
            for item, other in zip(expected, found, strict=False):
                yield from differ(item, other)

    return next(differ(_parse_skeleton(skeleton), found), None)


def _plain(value: object) -> object:
    """A value as the parser gives it back."""
    kind = type(value)
    if kind is dict or kind is MappingProxyType:
        return {key: _plain(item) for key, item in cast("dict[str, object]", value).items()}
    return [_plain(item) for item in cast("list[object]", value)] if kind is list or kind is tuple else value


@lru_cache(maxsize=64)
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
