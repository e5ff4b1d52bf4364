"""What a template printed, in order: each value with the template and line that printed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Compiled(Protocol):
    """What a slot needs of a compiled template: its name, and the line of the template for one of its Python code."""

    name: str | None

    def get_corresponding_lineno(self, lineno: int) -> int: ...


class Scope(Protocol):
    """The names that a template can see where it prints a value."""

    def get_all(self) -> Mapping[str, object]: ...


class Slot(NamedTuple):
    """One printed value; `line` is that of the compiled template, for which the template's own is looked up late."""

    value: object
    source: Compiled
    line: int
    scope: Scope | None = None

    def place(self) -> tuple[str, int]:
        """The template and the line of it on which the `{{ }}` stands."""
        return self.source.name or "", self.source.get_corresponding_lineno(self.line)


@dataclass(frozen=True, slots=True)
class Binder:
    """Filled while one template renders."""

    slots: list[Slot] = field(default_factory=list)

    def bind(self, value: object, source: Compiled, line: int, scope: Scope | None = None) -> int:
        """Record a value; its number."""
        self.slots.append(Slot(value, source, line, scope))
        return len(self.slots) - 1
