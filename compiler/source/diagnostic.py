"""What is told to a user about a mistake, as data. Phases return it; only operations raise it (`Refused`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from compiler.source.location import ConfigPath, Location, format_path
from compiler.source.sourcemap import Layer

T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """Errors stop the pipeline after the phase; notes never do."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a finding, and its `role`: `value from`, `printed by`."""

    role: str
    location: Location


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is listed in `compiler.source.codes`; `summary` is one line in the user's own words; `hint` says what to do;
    `path` is the place in the composed configuration; `chain` holds the layers that set the value, oldest first;
    `related` other places that have to do with it, such as the line of the spec behind the line of a template.
    """

    code: str
    summary: str
    location: Location | None = None
    path: ConfigPath = ()
    hint: str = ""
    severity: Severity = Severity.ERROR
    chain: tuple[Layer, ...] = ()
    related: tuple[Related, ...] = ()
    confidential: bool = False
    """True when the source line holds a secret: it is named, never shown."""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then code."""
        where = self.location or Location("", 0, 0)
        return (where.file, where.line, where.column, self.code, self.summary)

    def as_json(self) -> dict[str, object]:
        """The form that `--json` prints."""
        where = self.location
        return {
            "code": self.code,
            "severity": str(self.severity),
            "summary": self.summary,
            "file": where.file if where else None,
            "line": where.line if where else None,
            "column": where.column if where else None,
            "path": format_path(self.path),
            "hint": self.hint,
            "chain": [layer.as_json() for layer in self.chain],
            "related": [{"role": item.role, **item.location.as_json()} for item in self.related],
        }


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """What a phase returns: a value, or None when an error stands among the diagnostics."""

    value: T_co | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """True when at least one diagnostic is an error."""
        return any(item.severity is Severity.ERROR for item in self.diagnostics)


class Refused(Exception):
    """An operation that cannot go on; carries what the user is told. The command line catches it once, at the top."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = ordered(diagnostics)
        super().__init__("; ".join(f"{item.code} {item.summary}" for item in self.diagnostics))


def refuse(code: str, summary: str, *, location: Location | None = None, hint: str = "") -> Refused:
    """A `Refused` with one error, to be raised."""
    return Refused([Diagnostic(code, summary, location, hint=hint)])


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, without duplicates. A line that is confidential to one finding is so to all, layers included."""
    unique = {(item.sort_key, item.path): item for item in diagnostics}
    if hidden := {_line(item) for item in unique.values() if item.confidential}:
        for key, item in unique.items():
            if _line(item) in hidden:
                unique[key] = replace(item, confidential=True, chain=())
    return tuple(sorted(unique.values(), key=lambda item: item.sort_key))


def _line(item: Diagnostic) -> tuple[str, int]:
    return (item.location.file, item.location.line) if item.location else ("", 0)
