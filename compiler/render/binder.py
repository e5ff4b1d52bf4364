"""What a template printed, in order: each value with the template and line that printed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.source.location import ConfigPath, format_path

_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed value; `template` and `line` are where its `{{ }}` stands."""

    value: object
    template: str
    line: int


@dataclass(frozen=True, slots=True)
class Binder:
    """Filled while one template renders."""

    slots: list[Slot] = field(default_factory=list)

    def bind(self, value: object, template: str, line: int) -> int:
        """Record a value; its number."""
        self.slots.append(Slot(value, template, line))
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
