"""Which characters are shown as they are, and how the others are written."""

from __future__ import annotations

import re
from collections.abc import Callable

# A fixed list, not str.isprintable(), whose answer changes with the interpreter's Unicode tables: controls, odd spaces,
# invisible letters, direction marks, line separators, surrogates, private use, tags and noncharacters.
ODD = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 14))
    + "\U000e0000-\U0010ffff]"
)

PLAIN = re.compile(r"[ !#-\[\]-~]*")
"""Texts that are their own literal between double quotes, in every language that we write."""


def escape(text: str, special: dict[str, str], other: Callable[[int], str]) -> str:
    """`text` with the characters of `special` replaced by it and the odd ones by `other(code point)`."""
    for character, written in special.items():
        text = text.replace(character, written)
    return ODD.sub(lambda match: other(ord(match[0])), text)


def python_escape(point: int) -> str:
    r"""`\x1b`, `\u200f` or `\U000e0001`."""
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def json_escape(point: int) -> str:
    r"""`\u001b`, or a pair of surrogates."""
    if point < 0x10000:
        return f"\\u{point:04x}"
    high, low = divmod(point - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def plain(text: str) -> str:
    """One line without odd characters, for comments and running text."""
    return " ".join(ODD.sub("", " ".join(text.split())).split())
