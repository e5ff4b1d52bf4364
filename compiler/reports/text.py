"""Diagnostics as text: code, place, the source line with a caret, path, layers and hint. In: diagnostics; out: text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from compiler.reports.excerpt import source_line, span
from compiler.reports.style import paint, plural, short
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import Location, format_path
from compiler.source.sourcemap import Layer

ReadSource = Callable[[str], str | None]
"""The text of a file named in a location; None when there is none to show."""

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_WIDTH = 140


def diagnostics_text(diagnostics: Iterable[Diagnostic], read: ReadSource, *, colour: bool) -> str:
    """Every diagnostic with its source, a blank line between; a last line counts the errors when there are several."""
    listed = tuple(diagnostics)
    parts = [_diagnostic(item, read, colour) for item in listed]
    errors = sum(item.severity is Severity.ERROR for item in listed)
    if errors > 1:
        parts.append(paint(plural(errors, "error"), "bold red", colour))
    return "\n\n".join(parts)


def _diagnostic(item: Diagnostic, read: ReadSource, colour: bool) -> str:
    head = paint(f"{item.severity}[{item.code}]", _COLOURS[item.severity], colour)
    lines = [f"{head}{paint(': ' + item.summary, 'bold', colour)}"]
    margin = "  "
    if item.location:
        excerpt = [] if item.confidential else _excerpt(item.location, read(item.location.file), colour)
        margin = " " * (len(str(item.location.line)) + 1) if excerpt else "  "
        place = str(item.location) if item.location.line else item.location.file
        lines.append(f"{margin[:-1]}{paint('-->', 'blue', colour)} {place}")
        lines.extend(excerpt)
    listed = notes(item)
    if listed and item.location and len(lines) > 2:
        lines.append(paint(f"{margin}|", "blue", colour))
    lines.extend(f"{margin}{paint('=', 'blue', colour)} {paint(name, 'bold', colour)}: {text}" for name, text in listed)
    return "\n".join(lines)


def notes(item: Diagnostic) -> list[tuple[str, str]]:
    """What is known of a finding besides its place: name and text of each, in the order in which people are told."""
    found = [("path", format_path(item.path))] if item.path else []
    if len(item.chain) > 1:
        found.append(("set by", ", then ".join(_layer(layer) for layer in item.chain)))
    found += [(related.role, str(related.location)) for related in item.related]
    if item.hint:
        found.append(("hint", item.hint))
    return found


def _layer(layer: Layer) -> str:
    return f"{layer.location} ({layer.kind}: {short(layer.value, 40)})"


def _excerpt(location: Location, text: str | None, colour: bool) -> list[str]:
    found = source_line(text, location.line)
    if found is None:
        return []
    line = found.replace("\t", " ").rstrip()
    column = min(max(location.column, 1), len(line) + 1)
    length = span(line, column)
    start = max(0, column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[start : start + _WIDTH]
    length = max(1, min(length, len(shown) - (column - 1 - start)))
    pad = _cells(shown[: column - 1 - start])
    gutter = str(location.line)
    bar = paint("|", "blue", colour)
    blank = " " * len(gutter)
    caret = paint("^" * max(1, _cells(shown[column - 1 - start : column - 1 - start + length])), "bold red", colour)
    return [f"{blank} {bar}", f"{paint(gutter, 'blue', colour)} {bar} {shown}", f"{blank} {bar} {' ' * pad}{caret}"]


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
