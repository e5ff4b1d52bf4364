"""What the engine's wire would change: it has one kind of number, and drops nulls from objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping


def literals(value: object, pointer: str) -> dict[str, str]:
    """JSON texts, by JSON pointer below `pointer`, of every null and every float without a fraction, such as `1.0`."""
    return dict(sorted(_find(value, pointer)))


def _find(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from _find(item, f"{pointer}/{escaped}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _find(item, f"{pointer}/{index}")
    elif value is None or (isinstance(value, float) and value.is_integer()):
        yield pointer, json.dumps(value)
