"""Diagnostics as workflow commands of GitHub Actions: annotations on the lines of a change. In: diagnostics; out: text.

Facts: workflow commands are lines that begin with `::`, or that have `##[` anywhere (the older form); their texts
escape `%` and line ends, their properties also `:` and `,`; GitHub shows ten annotations of a step and drops the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from compiler.reports.excerpt import source_line, span
from compiler.reports.places import place
from compiler.reports.style import plural
from compiler.reports.text import ReadSource, notes
from compiler.source.diagnostic import Diagnostic, Severity

MOST = 10
"""Annotations of one run."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_RANK = {severity: rank for rank, severity in enumerate(_COMMANDS)}
_COMMAND = re.compile(r"(^|[\r\n])(\s*):(?=:)")


def github_text(diagnostics: Iterable[Diagnostic], read: ReadSource, prefix: str, elsewhere: str) -> str:
    """The ten worst as annotations; a last line says how many more there are, and where: `elsewhere`."""
    worst = sorted(diagnostics, key=lambda item: _RANK[item.severity])
    lines = [_annotation(item, read, prefix) for item in worst[:MOST]]
    if left := worst[MOST:]:
        lines.append(f"{_counts(left)} more: {unarmed(elsewhere)}")
    return "\n".join(lines)


def unarmed(text: str) -> str:
    """The same text, in which no line is a workflow command: what a spec says must not steer the runner."""
    return _COMMAND.sub(r"\1\2: ", text).replace("##[", "## [")


def _counts(items: list[Diagnostic]) -> str:
    found = [(severity, sum(item.severity is severity for item in items)) for severity in _RANK]
    return ", ".join(plural(count, str(severity)) for severity, count in found if count)


def _annotation(item: Diagnostic, read: ReadSource, prefix: str) -> str:
    properties = {**_position(item, read, prefix), "title": item.code}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join([item.summary, *(f"{name}: {text}" for name, text in notes(item))])
    return f"::{_COMMANDS[item.severity]} {listed}::{_data(message)}"


def _position(item: Diagnostic, read: ReadSource, prefix: str) -> dict[str, str]:
    where = item.location
    found = place(where.file, prefix) if where else None
    if where is None or found is None or found.bundled:
        return {}
    if where.line < 1:
        return {"file": found.path}
    line = source_line(read(where.file), where.line)
    column = max(where.column, 1)
    end = column + span(line, column) if line is not None else column + 1
    return {"file": found.path, "line": str(where.line), "col": str(column), "endColumn": str(end)}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
