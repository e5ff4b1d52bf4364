"""One value of an estimator's parameter against the kinds that the catalogue lists for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from compiler.validate.catalogue.reader import Kind


def fits(kinds: Iterable[Kind], value: object) -> bool:
    """True when one of the kinds takes the value."""
    return any(_fits(kind, value) for kind in kinds)


def writable(kinds: Iterable[Kind]) -> bool:
    """False when the parameter takes only what YAML cannot hold, such as another estimator."""
    return any(kind != "object" for kind in kinds)


def options(kinds: Iterable[Kind]) -> tuple[str, ...]:
    """The texts that a parameter takes."""
    listed = (kind[1:] for kind in kinds if isinstance(kind, list) and kind[0] == "options")
    return tuple(option for group in listed for option in group if isinstance(option, str))


def expected(kinds: Iterable[Kind]) -> str:
    """`a whole number of at least 1, `log2`, `sqrt` or nothing (`null`)`."""
    words = [word for kind in kinds if kind != "object" for word in _words(kind)]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _fits(kind: Kind, value: object) -> bool:
    match kind:
        case "bool":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "text":
            return isinstance(value, str)
        case "list" | "tuple":
            return isinstance(value, list)
        case "mapping":
            return isinstance(value, dict)
        case "any":
            return True
        case ["options", *listed]:
            return any(type(value) is type(option) and value == option for option in listed)
        case [("int" | "number" | "float") as number, low, high, closed]:
            return _is(cast(str, number), value) and _within(
                cast(float, value), cast(float | None, low), cast(float | None, high), cast(str, closed)
            )
        case _:
            return False


def _is(number: str, value: object) -> bool:
    if isinstance(value, bool):
        return False
    kinds = {"int": int, "number": int | float, "float": float}
    return isinstance(value, kinds[number])


def _within(value: float, low: float | None, high: float | None, closed: str) -> bool:
    above = low is None or value > low or (value == low and closed in ("left", "both"))
    below = high is None or value < high or (value == high and closed in ("right", "both"))
    return above and below


def _words(kind: Kind) -> list[str]:
    match kind:
        case "bool":
            return ["`true`", "`false`"]
        case "null":
            return ["nothing (`null`)"]
        case "text" | "list" | "tuple" | "mapping":
            return [{"text": "text", "mapping": "a mapping"}.get(kind, "a list")]
        case ["options", *listed]:
            return [f"`{option}`" for option in listed]
        case [number, low, high, closed]:
            noun = {"int": "a whole number", "float": "a decimal number"}.get(str(number), "a number")
            bounds = _bounds(cast(float | None, low), cast(float | None, high), str(closed))
            return [f"{noun} {bounds}" if bounds else noun]
        case _:
            return ["any value"]


def _bounds(low: float | None, high: float | None, closed: str) -> str:
    from_low = "" if low is None else f"{'of at least' if closed in ('left', 'both') else 'above'} {low:g}"
    to_high = "" if high is None else f"{'at most' if closed in ('right', 'both') else 'below'} {high:.10g}"
    return " and ".join(part for part in (from_low, to_high) if part)
