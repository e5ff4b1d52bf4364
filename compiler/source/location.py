"""A place in a text file, and a path into a configuration tree."""

from __future__ import annotations

from dataclasses import dataclass

COMMAND_LINE = "<command line>"
"""The file of a location among the overrides of the command line: one line, its words joined by spaces."""

ConfigPath = tuple[str | int, ...]
"""Keys and list indices from the root of a configuration tree to one value."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """`file` is relative to the workspace, with forward slashes; `line` and `column` count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def as_json(self) -> dict[str, object]:
        """The form in which documents hold a place."""
        return {"file": self.file, "line": self.line, "column": self.column}


def format_path(path: ConfigPath) -> str:
    """`("models", "churn", "gates", 0)` reads `models.churn.gates[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def parse_path(text: str) -> ConfigPath:
    """The inverse of `format_path`; keys that hold dots cannot be written this way."""
    parts: list[str | int] = []
    for piece in text.split("."):
        name, *indices = piece.replace("]", "").split("[")
        if name:
            parts.append(name)
        parts.extend(int(index) if index.isdigit() else index for index in indices)
    return tuple(parts)
