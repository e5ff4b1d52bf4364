"""JSON and YAML literals. YAML is written as JSON on one line, with plain words where nothing could misread them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from compiler.render.literals.characters import PLAIN, escape, json_escape, python_escape
from compiler.render.literals.layout import Opened, Style, mapping, number, sequence
from compiler.render.problem import Unwritable

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


@lru_cache(maxsize=8192)
def json_quoted(text: str) -> str:
    """A JSON string; readable characters stay, all others are escaped."""
    return f'"{text}"' if PLAIN.fullmatch(text) else f'"{escape(text, _SPECIAL, json_escape)}"'


def yaml_quoted(text: str) -> str:
    """A YAML string in double quotes."""
    return f'"{text}"' if PLAIN.fullmatch(text) else f'"{escape(text, _SPECIAL, python_escape)}"'


def _json_open(value: object) -> Opened | None:
    return _open(value, json_quoted)


def _yaml_open(value: object) -> Opened | None:
    return _open(value, yaml_quoted)


def _open(value: Any, quoted: Callable[[str], str]) -> Opened | None:
    kind = type(value)
    if kind is str:
        return None
    if kind is list or kind is tuple:
        return sequence(value)
    if kind is dict or kind is MappingProxyType:
        return mapping(value, quoted)
    return None


def _json_scalar(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return json_quoted(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is float:
        return number(value)
    raise Unwritable(f"`{kind.__name__}` has no literal here")


def _yaml_scalar(value: object) -> str:
    if type(value) is float:
        # YAML 1.1 readers take `1e16` for text: they want a point and a signed exponent.
        mantissa, exponent, power = number(value).partition("e")
        mantissa += "" if "." in mantissa else ".0"
        return f"{mantissa}e{'' if power.startswith('-') else '+'}{power}" if exponent else mantissa
    if type(value) is not str:
        return _json_scalar(value)
    if _SURROGATE.search(value):
        raise Unwritable("it holds half a character (a surrogate)")
    plain = _WORD.fullmatch(value) and value.lower() not in _RESERVED
    return value if plain else yaml_quoted(value)


JSON = Style(_json_open, _json_scalar, 2, "")
YAML = Style(_yaml_open, _yaml_scalar, 2, "")
