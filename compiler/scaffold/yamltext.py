"""Values as YAML text that any reader of YAML 1.1 or 1.2 reads alike. In: a value; out: text on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LINE = re.compile(r"[A-Za-z_][A-Za-z0-9_ .()<>=/-]*(?<! )")
_AMBIGUOUS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))


def scalar(text: str) -> str:
    """A key or a value: plain where it is a harmless word, else in double quotes."""
    return text if _WORD.fullmatch(text) and text.casefold() not in _AMBIGUOUS else quoted(text)


def line(text: str) -> str:
    """An expression or a path in block style, such as `missing(age) <= 0.02`: plain where that is harmless."""
    return text if _LINE.fullmatch(text) and text.casefold() not in _AMBIGUOUS else quoted(text)


def quoted(text: str) -> str:
    """In double quotes, with everything escaped that could be read as something else or not be seen."""
    body = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in body)


def value(item: object) -> str:
    """Numbers and truth values as they are, text as `scalar`."""
    return scalar(item) if isinstance(item, str) else json.dumps(item)


def flow(items: Iterable[object]) -> str:
    """`[a, "b c", 3]`"""
    return f"[{', '.join(value(item) for item in items)}]"


def comment(text: str) -> str:
    """Text that stays on its line."""
    return "".join(char if char.isprintable() else " " for char in text)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
