"""JSON and YAML literals. YAML is written as JSON on one line, with plain words where nothing could misread them."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import cast

from compiler.render.literals.characters import escape, json_escape, python_escape
from compiler.render.literals.layout import Opened, Style, Trail, number, pairs
from compiler.render.problem import Unwritable

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def json_quoted(text: str) -> str:
    """A JSON string; readable characters stay, all others are escaped."""
    return f'"{escape(text, _SPECIAL, json_escape)}"'


def yaml_quoted(text: str) -> str:
    """A YAML string in double quotes."""
    return f'"{escape(text, _SPECIAL, python_escape)}"'


def _opener(quoted: Callable[[str], str]) -> Callable[[object, Trail], Opened | None]:
    def opened(value: object, trail: Trail) -> Opened | None:
        kind = type(value)
        if kind is list or kind is tuple:
            return Opened("[", tuple(("", index, item) for index, item in enumerate(cast("list[object]", value))), "]")
        if kind is dict or kind is MappingProxyType:
            return Opened("{", pairs(value, trail, quoted), "}")
        return None

    return opened


def _json_scalar(value: object, trail: Trail) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is str:
        return json_quoted(value)
    if type(value) is int or type(value) is float:
        return number(cast("int | float", value), trail)
    raise Unwritable(f"`{type(value).__name__}` has no literal here", trail)


def _yaml_scalar(value: object, trail: Trail) -> str:
    if type(value) is float:
        # YAML 1.1 readers take `1e16` for text: they want a point and a signed exponent.
        mantissa, exponent, power = number(value, trail).partition("e")
        mantissa += "" if "." in mantissa else ".0"
        return f"{mantissa}e{'' if power.startswith('-') else '+'}{power}" if exponent else mantissa
    if type(value) is not str:
        return _json_scalar(value, trail)
    if _SURROGATE.search(value):
        raise Unwritable("it holds half a character (a surrogate)", trail)
    plain = _WORD.fullmatch(value) and value.lower() not in _RESERVED
    return value if plain else yaml_quoted(value)


JSON = Style(_opener(json_quoted), _json_scalar, 2, "")
YAML = Style(_opener(yaml_quoted), _yaml_scalar, 2, "")
