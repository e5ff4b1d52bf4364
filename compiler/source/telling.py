"""Diagnostics as plain text and back: what a provider tells an engine in another process, readable as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location, format_path, parse_path

_HEAD = re.compile(
    r"^\s*\[(?P<code>[A-Z]\d{3})\] (?P<summary>[^\n]*)"
    r"(?:\n\s*at (?P<file>[^\n]+):(?P<line>\d+):(?P<column>\d+))?"
    r"(?:\n\s*path: (?P<path>[^\n]+))?"
    r"(?:\n\s*hint: (?P<hint>[^\n]+))?",
    re.MULTILINE,
)


def told(diagnostics: Iterable[Diagnostic]) -> str:
    """`[D010] summary`, and below it place, path and hint where there are any."""
    return "\n".join(line for item in diagnostics for line in _lines(item))


def _lines(item: Diagnostic) -> Iterator[str]:
    yield f"[{item.code}] {_one_line(item.summary)}"
    if item.location:
        yield f"    at {item.location}"
    if item.path:
        yield f"    path: {_one_line(format_path(item.path))}"
    if item.hint:
        yield f"    hint: {_one_line(item.hint)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def heard(text: str) -> tuple[Diagnostic, ...]:
    """Every diagnostic that stands in a text; what else it holds is passed over."""
    return tuple(_diagnostic(match) for match in _HEAD.finditer(text))


def _diagnostic(match: re.Match[str]) -> Diagnostic:
    file = match["file"]
    location = Location(file, int(match["line"]), int(match["column"])) if file else None
    path = parse_path(match["path"]) if match["path"] else ()
    return Diagnostic(match["code"], match["summary"].strip(), location, path, (match["hint"] or "").strip())
