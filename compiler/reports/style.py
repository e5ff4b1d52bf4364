"""Colours and the few ways of writing values that all texts share. In: a value; out: text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from compiler.model.provenance import Provenance

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


def paint(text: str, style: str, colour: bool) -> str:
    """`text` in a style such as `bold red`; unchanged when `colour` is off."""
    if not colour or not text:
        return text
    codes = ";".join(_CODES[word] for word in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m"


def number(value: object) -> str:
    """A number with four decimals at most, to be compared by eye; other values as `short` writes them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return short(value)
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e9):
        return str(int(value))
    if not math.isfinite(value):
        return str(value)
    if 10_000 <= abs(value) < 1e15:
        return f"{value:.1f}"
    return f"{value:.4f}" if 0.001 <= abs(value) < 10_000 else f"{value:.4g}"


def short(value: object, limit: int = 60) -> str:
    """A value on one line, cut off at `limit` characters."""
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def seconds(value: float) -> str:
    """`0.4 s`, `12 s`, `3 m 05 s`."""
    if value < 60:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} m {rest:02d} s"


def plural(count: int, noun: str) -> str:
    """`1 change`, `2 changes`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def some(names: Sequence[str], most: int = 5) -> str:
    """`a, b, c`; of many the first few and how many there are besides."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def table(rows: Iterable[Sequence[str]], *, indent: str = "  ", right: frozenset[int] = frozenset()) -> str:
    """Rows of equal length in aligned columns, two spaces apart; the columns in `right` are right-aligned."""
    listed = [list(row) for row in rows]
    if not listed:
        return ""
    widths = [max(len(row[index]) for row in listed) for index in range(len(listed[0]))]
    lines = []
    for row in listed:
        cells = (
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def commit_text(by: Provenance) -> str:
    """`commit 1a2b3c4d5e6f`, and whether the files were as they are there."""
    return f"commit {by.commit[:12]}{' with changes' if by.dirty else ''}" if by.commit else "no commit"
