"""Markdown: a value becomes a code span, a number or a word. In a span nothing is a link, a mention or HTML."""

from __future__ import annotations

import re
from typing import cast

from compiler.render.literals.characters import escape, python_escape
from compiler.render.literals.layout import number
from compiler.render.problem import Unwritable

_SPECIAL = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_RUN = re.compile("`+")
EMPTY = "(empty)"


def shown(text: str) -> str:
    """The text as readers see it: one line, with escapes for what cannot be seen."""
    return escape(text, _SPECIAL, python_escape)


def span(text: str, *, in_table: bool) -> str:
    """A code span that shows `text`. A bar would end the cell of a table and is escaped there."""
    content = shown(text)
    if not content:
        return EMPTY
    fence = "`" * (1 + max((len(run) for run in _RUN.findall(content)), default=0))
    if in_table:
        content = content.replace("|", "\\|")
    edge = " " if content.strip(" ") and (content[0] in "` " or content[-1] in "` ") else ""
    return f"{fence}{edge}{content}{edge}{fence}"


def literal(value: object, *, in_table: bool) -> str:
    """Text, a finite number, a truth value or nothing. Raises `Unwritable` for all else."""
    kind = type(value)
    if kind is str:
        return span(cast("str", value), in_table=in_table)
    if kind is bool:
        return "yes" if value else "no"
    if value is None:
        return "none"
    if kind is int or kind is float:
        return number(cast("int | float", value))
    raise Unwritable(f"`{kind.__name__}` cannot be written in Markdown")
