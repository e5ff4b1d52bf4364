"""Whether an argument takes a value: what is wrong with it in a few words, nothing where it fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Code
from compiler.model.signatures import Accepted

_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list, tuple),
    "mapping": (Mapping,),
    "object": (),
}
_SHOWN = 60


def misfit(accepted: Accepted, value: object) -> str:
    """Empty for what fits, and for what only a deployment knows; of text that is put together, its length is known."""
    kind = accepted.kind
    if kind == "any" or isinstance(value, (Ref, Secret, Code)):
        return ""
    if isinstance(value, Join):
        known = "".join(part for part in value.parts if isinstance(part, str))
        return _size(accepted.most, None, len(known), "characters") if kind == "text" else f"takes no text, but {kind}"
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return f"takes {kind}, not {_shown(value)}"
    match kind:
        case "text":
            return _text(accepted, str(value))
        case "list":
            return _items(accepted, cast("Sequence[object]", value), "items")
        case "mapping":
            return _items(accepted, list(cast("Mapping[str, object]", value).values()), "entries")
    if accepted.words and value not in accepted.words:
        return _among(accepted, value)
    return _size(accepted.most, accepted.least, cast("float", value), "")


def _text(accepted: Accepted, text: str) -> str:
    if accepted.words and text not in accepted.words:
        return _among(accepted, text)
    if wrong := _size(accepted.most, accepted.least, len(text), "characters"):
        return wrong
    fits = not accepted.pattern or _pattern(accepted.pattern).fullmatch(text)
    return "" if fits else f"takes what matches {accepted.pattern}, not {_shown(text)}"


def _items(accepted: Accepted, items: Sequence[object], what: str) -> str:
    inner = accepted.of
    found = next((wrong for item in items if (wrong := misfit(inner, item))), "") if inner is not None else ""
    return found or _size(accepted.most, accepted.least, len(items), what)


def _size(most: float | None, least: float | None, size: float, what: str) -> str:
    if most is not None and size > most:
        return f"takes {most:g} {what} at most, not {size:g}".replace("  ", " ").replace(" ,", ",")
    if least is not None and size < least:
        return f"takes {least:g} {what} at least, not {size:g}".replace("  ", " ").replace(" ,", ",")
    return ""


def _among(accepted: Accepted, value: object) -> str:
    words = ", ".join(str(word) for word in accepted.words[:8])
    return f"takes one of {words}{', …' if len(accepted.words) > 8 else ''}, not {_shown(value)}"


def _shown(value: object) -> str:
    text = "a mapping" if isinstance(value, Mapping) else f"`{value}`"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…`"


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.DOTALL)
