"""One run of the command line: what was asked, and how to answer it. Filled while the arguments are parsed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TextIO, TypeVar

from compiler.source.diagnostic import Checked, Diagnostic, Refused
from compiler.source.location import COMMAND_LINE

T = TypeVar("T")
_CONTROL = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Format(StrEnum):
    """How a run answers. JSON and SARIF are one document on standard output and nothing else."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@dataclass(slots=True)
class Invocation:
    """`body` is the document of `--json` so far, so that a command that fails half-way still reports what it knows.

    `root` is the workspace, once known; `detailed_exit` asks for 1 instead of the usual code of an error; `overrides`
    are the words of the command line that change the configuration; `output` is the file that gets the diagnostics as
    SARIF.
    """

    format: Format
    cwd: Path
    command: str = ""
    root: Path | None = None
    detailed_exit: bool = False
    overrides: tuple[str, ...] = ()
    output: str | None = None
    body: dict[str, object] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def as_json(self) -> bool:
        """True when the answer is the document of `--json`."""
        return self.format is Format.JSON

    @property
    def as_document(self) -> bool:
        """True when standard output is one document, for a program to read."""
        return self.format in (Format.JSON, Format.SARIF)

    def say(self, text: str) -> None:
        """An answer for people, on standard output; nothing where that is a document."""
        if not self.as_document and text:
            print(self._shown(text, sys.stdout), flush=True)

    def tell(self, text: str) -> None:
        """News and diagnostics for people, on standard error."""
        if text:
            print(self._shown(text, sys.stderr), file=sys.stderr, flush=True)

    def take(self, checked: Checked[T]) -> T:
        """The value of a phase; its warnings and notes are told. Raises `Refused` when there are errors."""
        if checked.failed:
            raise Refused(checked.diagnostics)
        assert checked.value is not None, "neither a value nor an error came back"
        self.report(checked.diagnostics)
        return checked.value

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Tell diagnostics now, or keep them for the end where the format wants all at once."""
        listed = tuple(diagnostics)
        self.diagnostics.extend(listed)
        if listed and self.format is Format.TEXT:
            from compiler.reports.text import diagnostics_text

            self.tell(diagnostics_text(listed, self.read, colour=coloured(sys.stderr)))

    def read(self, file: str) -> str | None:
        """The text that a location names: a file of the workspace, or the overrides on the command line."""
        if file == COMMAND_LINE:
            return " ".join(self.overrides) or None
        from compiler.source.files import inside
        from compiler.source.share import product_file

        try:
            path = product_file(file) or inside(self.workspace(), file)
            return path.read_text(encoding="utf-8", errors="replace") if path and path.is_file() else None
        except (OSError, RuntimeError):
            return None

    def path(self, text: str) -> Path:
        """A file named on the command line: relative to `-C DIR` where that was given."""
        return self.cwd / text

    def workspace(self) -> Path:
        """The folder that locations are relative to."""
        if self.root is None:
            from compiler.load import find_workspace

            self.root = find_workspace(self.cwd).root
        return self.root

    def _shown(self, text: str, stream: TextIO) -> str:
        """In a workflow of GitHub no line of ours is a command, except the annotations."""
        plain = printable(text, stream)
        if self.format is not Format.GITHUB and os.environ.get("GITHUB_ACTIONS") != "true":
            return plain
        from compiler.reports.github import unarmed

        return unarmed(plain)


def printable(text: str, stream: TextIO) -> str:
    """Controls and what turns the direction of text spelled out, so that what a file holds cannot steer a terminal; our
    own colours stay.
    """
    keep = coloured(stream)
    return _CONTROL.sub(
        lambda found: found[0] if keep and len(found[0]) > 1 else found[0].encode("unicode_escape").decode(),
        text.replace("\r\n", "\n"),
    )


def coloured(stream: TextIO) -> bool:
    """True on a terminal that shows colours and where nobody asked for none."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """True when a person sees what is written, as it is written."""
    try:
        return stream.isatty()
    except ValueError:
        return False
