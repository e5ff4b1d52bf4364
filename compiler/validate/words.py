"""How values are spoken of in messages: in the words of someone who writes YAML."""

from __future__ import annotations

from collections.abc import Iterable


def describe(value: object) -> str:
    """`text `twelve``, `a whole number `12``, `nothing`, `a list`, `a mapping`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f"text `{shorten(value)}`" if value else "empty text"
        case int():
            return f"the whole number `{shorten(str(value) if abs(value) < 10**40 else 'very large')}`"
        case float():
            return f"the number `{value!r}`"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return "something else"


def shorten(text: str) -> str:
    """One line, 60 characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def names(values: Iterable[object], conjunction: str = "or") -> str:
    """`` `a`, `b` or `c` ``."""
    quoted = [f"`{value}`" for value in values]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"


def duration(seconds: int) -> str:
    """As it is written in a spec: `1h 30m`."""
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return f"`{' '.join(parts[:2]) or '0s'}`"
