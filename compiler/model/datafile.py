"""What is known of the files that a spec names, without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DataFile:
    """`path` is relative to the workspace. `header` holds the column names of a table, in the file's order."""

    path: str
    digest: str
    size: int
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A user's Python file, parsed but never run: the functions defined at its top level."""

    path: str
    digest: str
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """By dataset name and by model name (for those with an entry point); what could not be read is absent.

    `included` are the files that the spec is spread over, beside the project file, with their digests; `variables` the
    environment variables that it declares.
    """

    data: Mapping[str, DataFile]
    code: Mapping[str, CodeFile]
    included: Mapping[str, str] = field(default_factory=dict)
    variables: tuple[str, ...] = ()

    def digests(self) -> dict[str, str]:
        """Everything that was read, by path relative to the workspace."""
        return {item.path: item.digest for item in (*self.data.values(), *self.code.values())} | dict(self.included)
