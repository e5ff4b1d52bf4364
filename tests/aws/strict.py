"""What botocore's service model says of a call and boto3 does not check: enums, patterns and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{M}": "",
    r"\p{P}": r"\W",
    r"\p{S}": r"\W",
    r"\p{Alnum}": "0-9A-Za-z",
    r"\p{Print}": r"[\x20-\x7E]",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
}


def violations(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """One text for each value that AWS would refuse."""
    kind = shape.type_name
    if kind == "structure":
        for name, inner in shape.members.items():
            if name in value:
                yield from violations(inner, value[name], f"{path}.{name}")
    elif kind == "list":
        yield from _within(shape, len(value), path, "items")
        for index, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{index}]")
    elif kind == "map":
        yield from _within(shape, len(value), path, "entries")
        for key, item in value.items():
            yield from violations(shape.key, key, f"{path}.{key}")
            yield from violations(shape.value, item, f"{path}.{key}")
    elif kind in ("integer", "long", "float", "double"):
        yield from _within(shape, value, path, "")
    elif kind == "string":
        yield from _text(shape, str(value), path)


def _text(shape: Any, text: str, path: str) -> Iterator[str]:
    if shape.enum and text not in shape.enum:
        yield f"{path}: `{text}` is not one of {shape.name}"
    yield from _within(shape, len(text), path, "characters")
    pattern = shape.metadata.get("pattern")
    if pattern and _refuses(pattern, text):
        yield f"{path}: `{text}` does not match {pattern}"


def _refuses(pattern: str, text: str) -> bool:
    """A few patterns of the model are broken in themselves: nothing can be said by them."""
    try:
        return re.fullmatch(_python(pattern), text, re.DOTALL) is None
    except re.error:
        return False


def _python(pattern: str) -> str:
    """From Java's: classes of Unicode become what Python has, and flags in the middle are left out."""
    pattern = re.sub(r"\(\?[is]\)", "", pattern)
    for theirs, ours in _CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    return pattern


def _within(shape: Any, size: float, path: str, what: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"{path}: {size} {what} where {low} to {high} are allowed".replace("  ", " ")
