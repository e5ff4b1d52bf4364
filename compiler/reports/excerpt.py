"""How much of a source line a place covers. In: a line and a column; out: a number of characters."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_PLAIN = re.compile(r"[^,\]}:#\s](?:[^,\]}:#]|:(?!\s|$)|(?<!\s)#)*")


def source_line(text: str | None, number: int) -> str | None:
    """Line `number` of a text, from 1, without its end; None when there is no such line."""
    lines = text.splitlines() if text is not None else []
    return lines[number - 1] if 1 <= number <= len(lines) else None


def span(line: str, column: int) -> int:
    """How many characters the value at a column, from 1, has, as far as a glance at the line can tell; at least 1."""
    match = _QUOTED.match(line, column - 1) or _PLAIN.match(line, column - 1)
    return max(1, len(match[0].rstrip())) if match else 1
