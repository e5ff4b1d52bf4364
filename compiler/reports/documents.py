"""The JSON documents of `--json`: one per command, `version` 1, diagnostics inside. In: results; out: JSON text."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from compiler.model.drift import Finding
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import format_path

VERSION = 1
"""Grows only when a field changes its meaning or goes away; new fields may come at any time."""


def document_text(command: str, body: Mapping[str, object], diagnostics: Iterable[Diagnostic]) -> str:
    """The whole document. Numbers that JSON cannot write (infinite, not a number) become null."""
    head: dict[str, object] = {"version": VERSION, "command": command}
    tail = {"diagnostics": [item.as_json() for item in diagnostics]}
    return json.dumps(plain({**head, **body, **tail}), indent=2, allow_nan=False)


def finding_json(finding: Finding) -> dict[str, object]:
    """One difference that `drift` found; `path` is empty when the resource is gone, secrets read `[secret]`."""
    return {
        "address": str(finding.address),
        "path": finding.path,
        "kind": str(finding.kind),
        "reason": finding.reason,
        "recorded": finding.recorded,
        "found": finding.found,
        "location": str(finding.location) if finding.location else None,
        "source": format_path(finding.source),
        "remedy": finding.remedy,
    }


def plain(value: object) -> object:
    """A value as JSON knows it: frozen records become objects, paths and other leaves text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return value.as_posix()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return str(value)
