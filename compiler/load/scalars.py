"""A plain YAML scalar goes in, its value by the YAML 1.2 core schema comes out, or what is ambiguous about it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SWITCHES = frozenset(form for word in ("yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper()))
_STARTS = frozenset("~nNtTfFyYoO+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_AMBIGUOUS = (
    (re.compile("-"), "some tools read it as an item of a list, others as text"),
    (re.compile(r"[-+]?0[0-9]+"), "a number with a leading zero is octal for some tools and decimal for others"),
    (re.compile(r"[-+]?0o[0-7]+|[-+]?0b[01]+|[-+]0x[0-9a-fA-F]+"), "some tools read it as a number, others as text"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?"), "some tools read it as a number, others as text"),
    (re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), "some tools read it as a number in base 60"),
)
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plain scalar is refused."""

    code: str
    summary: str
    hint: str


def resolve_plain(text: str) -> Scalar | Problem:
    """The value of an unquoted scalar. Dates are text; `yes`, `012`, `1_000`, `1:30` and the like are refused."""
    if text[:1] not in _STARTS and text:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text in _SWITCHES:
        return _ambiguous(text, "some tools read it as true or false, others as text", "true" if _on(text) else "false")
    if text[0] not in "+-.0123456789":
        return text
    return _number(text)


def _number(text: str) -> Scalar | Problem:
    if _INTEGER.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return _integer(text)
    for pattern, why in _AMBIGUOUS:
        if pattern.fullmatch(text):
            return _ambiguous(text, why)
    if _FLOAT.fullmatch(text):
        value = float(text)
        lost = math.isinf(value) or (value == 0.0 and re.search(r"[1-9]", re.split("[eE]", text)[0]) is not None)
        return _ambiguous(text, "as a number it is out of range") if lost else value
    if _NOT_FINITE.fullmatch(text):
        return Problem("L014", f"`{text}` is not a finite number", f'write a number, or "{text}" in quotes for text')
    return text


def _integer(text: str) -> Scalar | Problem:
    value = int(text, 16 if "x" in text else 10) if len(text) < 40 else _LARGEST
    if -_LARGEST <= value < _LARGEST:
        return value
    return Problem(
        "L014", f"`{_short(text)}` does not fit into 64 bits", "write it in quotes if it is text, such as a key"
    )


def _ambiguous(text: str, why: str, value: str = "") -> Problem:
    shown = _short(text)
    return Problem(
        "L011", f"`{shown}` is ambiguous: {why}", f'quote it: "{shown}"' + (f", or write {value}" if value else "")
    )


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}…"


def _on(text: str) -> bool:
    return text.lower() in ("yes", "on")
