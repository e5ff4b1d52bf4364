"""Steps into plain trees of mappings and lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compiler.source.location import ConfigPath


def has(holder: object, part: str | int) -> bool:
    """True when a mapping has the key, or a list the index."""
    if isinstance(holder, Mapping):
        return part in holder
    return isinstance(holder, list) and isinstance(part, int) and part < len(holder)


def below(holder: object, path: ConfigPath) -> Any:
    """The value at a path; None where there is none."""
    value: Any = holder
    for part in path:
        if not has(value, part):
            return None
        value = value[part]
    return value
