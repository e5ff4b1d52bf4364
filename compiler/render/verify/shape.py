"""Python without parsing each file: a shape is parsed once, then a file's tokens are held against it.

A file is right when its tokens are those of its skeleton, with the tokens of each value in the place of its
placeholder. Equal tokens make equal programs: the skeleton's placeholders stand where an expression stands alone
(after `(`, `=` and the like, before `,` and the like), every token of a value is checked against the value, and a value
can end neither a line nor a comment. Where the text around the values is that of the skeleton to the letter, only the
values are cut into tokens. A test holds the verdicts against those of the parser.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from compiler.model.graph import Join, Ref, Secret, identifier
from compiler.model.rendering import Code
from compiler.render.literals.characters import ODD, PLAIN
from compiler.render.problem import Problem
from compiler.render.text import MARK, Pieces, placeholder, placeholder_number, tidy
from compiler.render.verify.allowed import Program, check_path
from compiler.render.verify.python import read_skeleton, roots

_TOKENS = re.compile(
    r"(?: +|\n(?=[ \n)\]}]))*"  # between tokens: spaces, and line ends that end no statement
    r'("""[^"\\]*"""|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|' + r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*|[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?|#[^\n]*|[\s\S])"
)
_BEFORE = frozenset("([{,=:")
_AFTER = frozenset(")]},:\n")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What all files have in common that differ in their values only.

    `parts` holds the tokens before each value, with its number; a comment with values in it has the number None.
    `around` is the text before each of these, and after the last.
    `binds` and `used` tell the statement in which a value is bound as a name, or used.
    """

    program: Program
    in_code: frozenset[int]
    parts: tuple[tuple[list[str], int | None], ...]
    rest: list[str]
    around: tuple[str, ...]
    binds: dict[int, int]


class _Mismatch(Exception):
    """The tokens are not those of the value."""


@lru_cache(maxsize=64)
def read_shape(pieces: Pieces, codes: frozenset[int]) -> Shape | None:
    """The shape of rendered text, in whose skeleton names of our own (`codes`) are placeholders too; None for one that
    must be parsed anew with each file. Raises `Problem`.
    """
    text = tidy(pieces.fill(placeholder))
    skeleton = read_skeleton(text, codes)
    matches = list(_TOKENS.finditer(text))
    tokens = [match[1] for match in matches]
    parts: list[tuple[list[str], int | None]] = []
    around: list[str] = []
    binds: dict[int, int] = {}
    waiting: list[str] = []
    done = 0
    for index, token in enumerate(tokens):
        if MARK not in token:
            waiting.append(token)
            continue
        number = placeholder_number(token)
        if number is None and token[0] != "#":
            return None
        if number is not None and not _stands_alone(tokens, index):
            if tokens[index - 1] != "\n" or tokens[index + 1] != "=" or token not in skeleton.program.bound:
                return None
            binds[number] = skeleton.program.bound[token]
        parts.append((waiting, number))
        waiting = []
        around.append(text[done : matches[index].start(1)])
        done = matches[index].end(1)
    return Shape(skeleton.program, skeleton.in_code, tuple(parts), waiting, (*around, text[done:]), binds)


def _stands_alone(tokens: list[str], index: int) -> bool:
    after = tokens[index + 1] if index + 1 < len(tokens) else "\n"
    return index > 0 and tokens[index - 1] in _BEFORE and (after in _AFTER or after[0] == "#")


def verify_tokens(shape: Shape, text: str, values: Sequence[object]) -> None:
    """Raise `Problem` unless `text` has the shape with exactly these values."""
    program = shape.program
    bound = {**program.bound, **_bound(shape, values)}
    names = _names_between(shape, text, values)
    if names is None:
        names = _names_among(shape, _TOKENS.findall(text), values)
    for slot, used in names:
        _check_names(slot, values[slot], used, program.used.get(slot), bound)
        if slot in program.paths and not check_path(values[slot]):
            raise Problem("R008", "a file outside the program's folder would be read", slot=slot)


_Names = list[tuple[int, list[str]]]
"""The names of the program that are used where each value stands."""


def _names_between(shape: Shape, text: str, values: Sequence[object]) -> _Names | None:
    """None unless all that is `around` values stands there as it is, and values and comments between it."""
    first, *between, last = shape.around
    if not (between and text.startswith(first) and text.endswith(last)):
        return None
    used: _Names = []
    at = len(first)
    for (_, slot), after in zip(shape.parts, (*between, None), strict=True):
        end = len(text) - len(last) if after is None else text.find(after, at)
        if end <= at or text[at] in " \n":
            return None
        names: list[str] = []
        if not (_is_comment(text[at:end]) if slot is None else _is_literal(text[at:end], values[slot], names)):
            return None
        if slot is not None:
            used.append((slot, names))
        at = end + len(after or "")
    return used


def _is_comment(text: str) -> bool:
    return text[:1] == "#" and not ODD.search(text)


def _is_literal(text: str, value: object, names: list[str]) -> bool:
    """True when these are the tokens of `value` and no others; the names in it are added to `names`."""
    if type(value) is str and text == f'"{value}"' and PLAIN.fullmatch(value):
        return True
    found = _TOKENS.findall(text)
    try:
        return _take(found, 0, value, names) == len(found)
    except (_Mismatch, IndexError):
        return False


def _names_among(shape: Shape, found: list[str], values: Sequence[object]) -> _Names:
    """From all tokens of a text. Raises `Problem` unless they are those of the shape and of the values."""
    at = 0
    used: _Names = []
    for tokens, slot in shape.parts:
        end = at + len(tokens)
        if found[at:end] != tokens:
            raise _changed(slot)
        if slot is None:
            if not _is_comment("".join(found[end : end + 1])):
                raise _changed(slot)
            at = end + 1
            continue
        names: list[str] = []
        try:
            at = _take(found, end, values[slot], names)
        except (_Mismatch, IndexError):
            raise _changed(slot) from None
        used.append((slot, names))
    if found[at:] != shape.rest:
        raise _changed(None)
    return used


def _bound(shape: Shape, values: Sequence[object]) -> dict[str, int]:
    """The names that values are bound as, which must be new."""
    found: dict[str, int] = {}
    for slot, statement in shape.binds.items():
        value = values[slot]
        if type(value) is not Code or not _NAME.fullmatch(value.text):
            raise Problem("R005", "a value is no name", slot=slot)
        if value.text in found or value.text in shape.program.bound:
            raise Problem("R008", f"the name `{value.text}` is defined twice", slot=slot)
        found[value.text] = statement
    return found


def _check_names(slot: int, value: object, names: list[str], statement: int | None, bound: dict[str, int]) -> None:
    if statement is None or all(bound.get(name.partition(".")[0], statement) < statement for name in names):
        return
    for name, what in roots(value):
        if bound.get(name, statement) >= statement:
            raise Problem("R008", f"`{what}` is used, but nothing above defines `{name}`", slot=slot)


def _take(found: list[str], at: int, value: Any, names: list[str]) -> int:
    """Where the tokens of `value` end that begin at `at`; the names in it are added to `names`. Raises _Mismatch."""
    kind = type(value)
    if kind is str:
        return _expect(_is_text(found[at], value), at)
    if kind is int or kind is float:
        return _number(found, at, value)
    if kind is Ref:
        ref = value
        names.append(f"{identifier(ref.address)}.{ref.output}")
        return _expect(found[at] == names[-1], at)
    if kind is dict or kind is MappingProxyType:
        return _mapping(found, at, value, names)
    if kind is list or kind is tuple:
        _expect(found[at] == "[", at)
        return _items(found, at + 1, value, "]", names)
    if kind is bool or value is None:
        return _expect(found[at] == str(value), at)
    if kind is Code:
        names.append(value.text)
        return _expect(found[at] == names[-1], at)
    if kind is Join:
        names.append("pulumi")
        _expect(found[at : at + 2] == ["pulumi.Output.concat", "("], at)
        return _items(found, at + 2, value.parts, ")", names)
    if kind is Secret:
        names.append("config")
        _expect(found[at : at + 2] == ["config.require_secret", "("], at)
        return _items(found, at + 2, (value.name,), ")", names)
    raise _Mismatch


def _expect(fine: bool, at: int) -> int:
    if not fine:
        raise _Mismatch
    return at + 1


def _items(found: list[str], at: int, items: Sequence[object], closing: str, names: list[str]) -> int:
    for item in items:
        at = _take(found, at, item, names)
        if found[at] == ",":
            at += 1
        elif found[at] != closing:
            raise _Mismatch
    return _expect(found[at] == closing, at)


def _mapping(found: list[str], at: int, value: dict[object, object], names: list[str]) -> int:
    at = _expect(found[at] == "{", at)
    for key, item in value.items():
        at = _take(found, at, key, names)
        at = _take(found, _expect(found[at] == ":", at), item, names)
        if found[at] == ",":
            at += 1
        elif found[at] != "}":
            raise _Mismatch
    return _expect(found[at] == "}", at)


def _number(found: list[str], at: int, value: int | float) -> int:
    text = repr(value).replace("e+", "e")
    if text[0] == "-":
        at, text = _expect(found[at] == "-", at), text[1:]
    return _expect(found[at] == text, at)


def _is_text(token: str, value: str) -> bool:
    return (token == f'"{value}"' and PLAIN.fullmatch(value) is not None) or _evaluates(token, value)


@lru_cache(maxsize=4096)
def _evaluates(token: str, value: str) -> bool:
    try:
        found = ast.literal_eval(token)
    except (ValueError, SyntaxError):
        return False
    return type(found) is str and found == value


def _changed(slot: int | None) -> Problem:
    return Problem("R007", "a value changed the shape of the program", slot=slot)
