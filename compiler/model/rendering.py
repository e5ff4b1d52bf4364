"""What is to be rendered, and what came of it."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from compiler.model.graph import Origin
from compiler.model.signatures import Signatures


class Language(StrEnum):
    """Decides how a value is written and how the result is verified."""

    PYTHON = "python"
    JSON = "json"
    YAML = "yaml"
    MARKDOWN = "markdown"
    TEXT = "text"


_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Code:
    """A fragment of our own: an identifier or a dotted name, printed as it is. Anything else is a ValueError."""

    text: str

    def __post_init__(self) -> None:
        if not _DOTTED.fullmatch(self.text) or any(keyword.iskeyword(part) for part in self.text.split(".")):
            raise ValueError(f"not an identifier or a dotted name: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Rendering:
    """One output file: `path` relative to the stack's folder, `template` relative to `templates/`.

    `parts` names the template of each resource that the file includes, by the address text of the resource.
    `origin` tells which parts of the spec the values of the context carry; values that have a resource above them in
    the context are told by the origin of that. `signatures` are of what a program calls, where they are known.
    """

    path: str
    template: str
    language: Language
    context: Mapping[str, object]
    parts: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    signatures: Signatures | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """One rendered and verified file; `templates` are those that printed it, sorted, none for a file of code.

    `parts` names those of each resource in it, by the address text of the resource.
    """

    path: str
    content: bytes
    templates: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
