"""Python: the skeleton (names in place of values) and the final program are walked side by side, node by node."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from compiler.model.graph import Join, Ref, Secret, identifier
from compiler.model.rendering import Code
from compiler.render.problem import Problem
from compiler.render.text import MARK, first_placeholder, placeholder_number
from compiler.render.verify.allowed import Program, check_path, check_program, dotted


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A program whose values are placeholders: its tree, the values that stand in code, and what it binds and uses."""

    tree: ast.Module
    in_code: frozenset[int]
    program: Program


@lru_cache(maxsize=16)
def read_skeleton(text: str, names: frozenset[int] = frozenset()) -> Skeleton:
    """Parse a skeleton and check what it contains; the values `names` may be bound. Raises `Problem`.

    The last few are kept.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise Problem("R006", f"the result is not Python: {_readable(reason)}", line=line) from None
    in_code = frozenset(number for node in ast.walk(tree) for number in _placeholders(node, names))
    return Skeleton(tree, in_code, check_program(tree))


def verify(skeleton: Skeleton, content: bytes, values: Sequence[object]) -> None:
    """Raise `Problem` unless `content` is the skeleton with exactly these values in the places of the placeholders."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise Problem("R006", "the result is not Python once the values are in it", line=line) from None
    _check_values(skeleton.program, values)
    _compare(skeleton.tree, tree, values)


def _check_values(program: Program, values: Sequence[object]) -> None:
    """What values may do depends on what they are: read files of the program's folder, and refer to what is above."""
    for slot in program.paths:
        if not check_path(values[slot]):
            raise Problem("R008", "a file outside the program's folder would be read", slot=slot)
    for slot, statement in program.used.items():
        for name, what in roots(values[slot]):
            if program.bound.get(name, statement) >= statement:
                raise Problem("R008", f"`{what}` is used, but nothing above defines `{name}`", slot=slot)


def roots(value: object) -> Iterator[tuple[str, str]]:
    """The names that the expression of a value needs, each with the words for it."""
    match value:
        case Ref(address, _):
            yield identifier(address), str(address)
        case Code(text):
            yield text.partition(".")[0], text
        case Secret():
            yield "config", str(value)
        case Join(parts):
            yield "pulumi", "pulumi"
            yield from (root for part in parts for root in roots(part))
        case list() | tuple():
            yield from (root for item in value for root in roots(item))
        case Mapping():
            yield from (root for item in value.values() for root in roots(item))


def _placeholders(node: ast.AST, names: frozenset[int]) -> list[int]:
    """The value that a node is; raises `Problem` when a placeholder is only a part of a name or of a text."""
    if isinstance(node, ast.Name):
        number = placeholder_number(node.id)
        if number is not None and (isinstance(node.ctx, ast.Load) or number in names):
            return [number]
    for _, field in ast.iter_fields(node):
        if isinstance(field, bytes):
            field = field.decode("latin-1")
        if isinstance(field, str) and MARK in field:
            raise Problem(
                "R005",
                "a value is printed inside a text or a name"
                if isinstance(node, ast.Constant)
                else "a value is no name",
                slot=first_placeholder(field),
                hint="print the bare value, without quotes; names of our own are `Code`",
            )
    return []


def _compare(expected: object, found: object, values: Sequence[object]) -> None:
    if isinstance(expected, ast.Name) and (slot := placeholder_number(expected.id)) is not None:
        if not isinstance(found, ast.expr) or not matches(found, values[slot]):
            raise Problem("R007", "a value changed the shape of the program", slot=slot)
        return
    if type(expected) is not type(found):
        raise _changed(found)
    if isinstance(expected, ast.AST):
        for name in expected._fields:
            _compare(getattr(expected, name, None), getattr(found, name, None), values)
    elif isinstance(expected, list):
        others = cast("list[object]", found)
        if len(expected) != len(others):
            raise _changed(others[0] if others else None)
        for one, other in zip(expected, others, strict=True):
            _compare(one, other, values)
    elif repr(expected) != repr(found):
        raise _changed(found)


def _changed(found: object) -> Problem:
    return Problem("R007", "a value changed the shape of the program", line=getattr(found, "lineno", None))


def matches(node: ast.expr, value: object) -> bool:
    """True when an expression is the literal of exactly this value, types included."""
    kind = type(value)
    if kind is list or kind is tuple:
        items = cast("Sequence[object]", value)
        return isinstance(node, ast.List) and _all_match(node.elts, items)
    if isinstance(value, (str, int, float)) or value is None:
        return _literal(node) == (type(value), repr(value))
    match value:
        case Ref(address, output):
            return dotted(node) == f"{identifier(address)}.{output}"
        case Code(text):
            return dotted(node) == text
        case Secret(name):
            return _call(node, "config.require_secret", (name,))
        case Join(parts):
            return _call(node, "pulumi.Output.concat", parts)
        case _ if hasattr(value, "items"):
            return _match_mapping(node, cast("dict[object, object]", value))
    return False


def _match_mapping(node: ast.expr, value: dict[object, object]) -> bool:
    if not isinstance(node, ast.Dict) or len(node.keys) != len(value):
        return False
    for key, item, (name, wanted) in zip(node.keys, node.values, value.items(), strict=True):
        if key is None or not matches(key, name) or not matches(item, wanted):
            return False
    return True


def _all_match(nodes: Sequence[ast.expr], values: Sequence[object]) -> bool:
    return len(nodes) == len(values) and all(map(matches, nodes, values))


def _literal(node: ast.expr) -> tuple[type, str] | None:
    if isinstance(node, ast.Constant):
        return type(node.value), repr(node.value)
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    return type(value), repr(value)


def _call(node: ast.expr, name: str, arguments: Sequence[object]) -> bool:
    return (
        isinstance(node, ast.Call)
        and not node.keywords
        and dotted(node.func) == name
        and _all_match(node.args, arguments)
    )


def _readable(text: str) -> str:
    number = first_placeholder(text)
    return text if number is None else "a value stands where none can stand"
