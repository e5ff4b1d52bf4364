"""What a template printed, in order: each value with the template and line that printed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from compiler.source.location import ConfigPath, format_path

_LIMIT = 100_000


class Compiled(Protocol):
    """What a slot needs of a compiled template: its name, and the line of the template for one of its Python code."""

    name: str | None

    def get_corresponding_lineno(self, lineno: int) -> int: ...


class Slot(NamedTuple):
    """One printed value; `line` is that of the compiled template, for which the template's own is looked up late."""

    value: object
    source: Compiled
    line: int

    def place(self) -> tuple[str, int]:
        """The template and the line of it on which the `{{ }}` stands."""
        return self.source.name or "", self.source.get_corresponding_lineno(self.line)


@dataclass(frozen=True, slots=True)
class Binder:
    """Filled while one template renders."""

    slots: list[Slot] = field(default_factory=list)

    def bind(self, value: object, source: Compiled, line: int) -> int:
        """Record a value; its number."""
        self.slots.append(Slot(value, source, line))
        return len(self.slots) - 1


def find_path(context: Mapping[str, object], value: object) -> str:
    """The path in the context at which this very object stands, such as `datasets[0].source`; empty when not found."""
    waiting: list[tuple[ConfigPath, object]] = [((key,), item) for key, item in context.items()]
    for _ in range(_LIMIT):
        if not waiting:
            break
        path, found = waiting.pop()
        if found is value:
            return format_path(path)
        waiting.extend(((*path, key), item) for key, item in _children(found))
    return ""


def _children(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    names = getattr(type(value), "__dataclass_fields__", {})
    return [(name, getattr(value, name)) for name in names if hasattr(value, name)]
