"""Printed files as others read them: two of one shape are compared, without the product's own checks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from compiler.model.rendering import Language
from compiler.render.literals.markdown import shown

HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Controls, direction marks, line separators and the like: no printed file shows one."""
COOKIE = re.compile(r"coding[=:]\s*([-\w.]+)")
_READER = MarkdownIt("commonmark").enable("table")
Values = Mapping[str, object]
"""What stands in the place of each harmless value."""


class Different(Exception):
    """The shapes differ, or a value is not what it should be."""


def compare(language: Language, harmless: bytes, hostile: bytes, values: Values) -> None:
    """Raise `Different` unless the hostile file is the harmless one with exactly these values in it."""
    text = hostile.decode("utf-8")
    if found := HIDDEN.search(text):
        raise Different(f"U+{ord(found[0]):04X} is printed")
    match language:
        case Language.PYTHON:
            _python(harmless, hostile, values)
        case Language.JSON:
            _data(json.loads(harmless), json.loads(hostile, object_pairs_hook=_unique), values)
        case Language.YAML:
            read = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            _data(yaml.load(harmless, read), yaml.load(hostile, read), values)
        case Language.MARKDOWN:
            _markdown(_READER.parse(harmless.decode()), _READER.parse(text), values)
        case Language.TEXT:
            _equal(harmless.count(b"\n"), hostile.count(b"\n"), "lines")


def _python(harmless: bytes, hostile: bytes, values: Values) -> None:
    head = hostile.split(b"\n", 2)[:2]
    _equal(harmless.split(b"\n", 2)[:2], head, "the first lines")
    if COOKIE.search(b"\n".join(head).decode()):
        raise Different("an encoding is declared")
    _tree(ast.parse(harmless), ast.parse(hostile), values)


def _tree(expected: object, found: object, values: Values) -> None:
    if type(expected) is ast.Constant and type(expected.value) is str and expected.value in values:
        _value(values[expected.value], _evaluated(found))
    elif isinstance(expected, ast.AST):
        _equal(type(expected), type(found), "nodes")
        for name in expected._fields:
            _tree(getattr(expected, name, None), getattr(found, name, None), values)
    elif isinstance(expected, list) and isinstance(found, list):
        _equal(len(expected), len(found), "the number of nodes")
        for one, other in zip(expected, found, strict=True):
            _tree(one, other, values)
    else:
        _equal(expected, found, "tokens")


def _evaluated(node: object) -> object:
    try:
        return ast.literal_eval(node)  # ty: ignore[invalid-argument-type]
    except (ValueError, TypeError):
        raise Different(f"`{ast.unparse(node)[:80]}` is no literal") from None  # ty: ignore[invalid-argument-type]


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    _equal(len(pairs), len(dict(pairs)), "the number of keys")
    return dict(pairs)


def _data(expected: object, found: object, values: Values) -> None:
    if isinstance(expected, str) and expected in values:
        _value(values[expected], found)
    elif isinstance(expected, dict) and isinstance(found, dict):
        _equal(len(expected), len(found), "the number of keys")
        for (key, item), (other_key, other) in zip(expected.items(), found.items(), strict=True):
            _data(key, other_key, values)
            _data(item, other, values)
    elif isinstance(expected, list) and isinstance(found, list):
        _equal(len(expected), len(found), "the number of items")
        for item, other in zip(expected, found, strict=True):
            _data(item, other, values)
    else:
        _equal(expected, found, "values")


def _markdown(expected: list[Token], found: list[Token], values: Values) -> None:
    _equal([token.type for token in expected], [token.type for token in found], "blocks")
    for token, other in zip(expected, found, strict=True):
        inner, others = token.children or [], other.children or []
        plain = [child for child in inner if child.type != "code_inline" or child.content not in values]
        _equal(len(inner), len(others), "the number of spans")
        for child, one in zip(inner, others, strict=True):
            if any(child is item for item in plain):
                _equal((child.type, child.content), (one.type, one.content), "text")
            else:
                _equal("code_inline", one.type, "spans")
                _equal(shown(str(values[child.content])), one.content, "shown text")


def _value(wanted: object, found: object) -> None:
    _equal(repr(wanted), repr(found), "values")


def _equal(wanted: object, found: object, what: str) -> None:
    if wanted != found:
        raise Different(f"{what}: {str(wanted)[:120]!r} became {str(found)[:120]!r}")
