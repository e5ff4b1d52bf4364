"""Python literals and the three expressions of a graph: references, joined text and secrets."""

from __future__ import annotations

import keyword
import re
from types import MappingProxyType
from typing import cast

from compiler.model.graph import Join, Ref, Secret, identifier
from compiler.model.rendering import Code
from compiler.render.literals.characters import escape, python_escape
from compiler.render.literals.layout import WIDTH, Opened, Style, Trail, number, pairs
from compiler.render.problem import Unwritable

_OUTPUT = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def quoted(text: str) -> str:
    """A string literal with the quotes that need fewer escapes, double ones if equal."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    special = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", quote: "\\" + quote}
    return quote + escape(text, special, python_escape) + quote


def reference(ref: Ref, trail: Trail = ()) -> str:
    """`churn_endpoint.url`."""
    variable = identifier(ref.address)
    if not _IDENTIFIER.fullmatch(variable):
        raise Unwritable(f"`{ref.address}` makes no variable name", trail)
    if not _OUTPUT.fullmatch(ref.output) or any(keyword.iskeyword(part) for part in ref.output.split(".")):
        raise Unwritable(f"`{ref.output}` is no name of an output", trail)
    return f"{variable}.{ref.output}"


def _open(value: object, trail: Trail) -> Opened | None:
    kind = type(value)
    if kind is list or kind is tuple:
        items = cast("list[object]", value)
        return Opened("[", tuple(("", index, item) for index, item in enumerate(items)), "]")
    if kind is dict or kind is MappingProxyType:
        return Opened("{", pairs(value, trail, quoted), "}")
    if kind is Join:
        parts = cast("Join", value).parts
        return Opened("pulumi.Output.concat(", tuple(("", index, part) for index, part in enumerate(parts)), ")", WIDTH)
    return None


def _scalar(value: object, trail: Trail) -> str:
    match value:
        case None | True | False:
            return repr(value)
        case _ if type(value) is str:
            return quoted(value)
        case _ if type(value) is int or type(value) is float:
            return number(cast("int | float", value), trail)
        case Ref() if type(value) is Ref:
            return reference(value, trail)
        case Secret() if type(value) is Secret:
            return f"config.require_secret({quoted(value.name)})"
        case Code() if type(value) is Code:
            return value.text
        case _:
            raise Unwritable(f"`{type(value).__name__}` has no Python literal", trail)


STYLE = Style(_open, _scalar, 4, ",")
