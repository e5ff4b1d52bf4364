"""Python literals and the three expressions of a graph: references, joined text and secrets."""

from __future__ import annotations

import keyword
import re
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from compiler.model.graph import Join, Ref, Secret, identifier
from compiler.model.rendering import Code
from compiler.render.literals.characters import PLAIN, escape, python_escape
from compiler.render.literals.layout import WIDTH, Opened, Style, mapping, number, sequence
from compiler.render.problem import Unwritable

_OUTPUT = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@lru_cache(maxsize=8192)
def quoted(text: str) -> str:
    """A string literal with the quotes that need fewer escapes, double ones if equal."""
    if PLAIN.fullmatch(text):
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    special = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", quote: "\\" + quote}
    return quote + escape(text, special, python_escape) + quote


def reference(ref: Ref) -> str:
    """`churn_endpoint.url`."""
    variable = identifier(ref.address)
    if not _IDENTIFIER.fullmatch(variable):
        raise Unwritable(f"`{ref.address}` makes no variable name")
    if not _OUTPUT.fullmatch(ref.output) or any(keyword.iskeyword(part) for part in ref.output.split(".")):
        raise Unwritable(f"`{ref.output}` is no name of an output")
    return f"{variable}.{ref.output}"


def _open(value: Any) -> Opened | None:
    kind = type(value)
    if kind is str:
        return None
    if kind is list or kind is tuple:
        return sequence(value)
    if kind is dict or kind is MappingProxyType:
        return mapping(value, quoted)
    if kind is Join:
        parts = value.parts
        return Opened("pulumi.Output.concat(", range(len(parts)), parts, None, ")", WIDTH)
    return None


def _scalar(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int or kind is float:
        return number(value)
    if kind is Ref:
        return reference(value)
    if value is None or kind is bool:
        return repr(value)
    if kind is Secret:
        return f"config.require_secret({quoted(value.name)})"
    if kind is Code:
        return value.text
    raise Unwritable(f"`{kind.__name__}` has no Python literal")


STYLE = Style(_open, _scalar, 4, ",")
