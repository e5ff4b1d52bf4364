"""A value of a plan as a few readable characters; secrets never show."""

from __future__ import annotations

import json
from collections.abc import Mapping

from compiler.model.graph import Secret

_LONGEST = 48
# How Pulumi marks a special value inside plain data, and a secret among those.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "[secret]"
UNKNOWN = "~"


def show(value: object) -> str:
    """JSON on one line, shortened in the middle; `[secret]` for a secret and for any part that is one."""
    if str(value) == UNKNOWN:
        return "a value known after apply"
    if is_secret(value):
        return _SECRET
    text = json.dumps(masked(value), ensure_ascii=False, default=str)
    text = "".join(character if character.isprintable() else _escaped(character) for character in text)
    half = (_LONGEST - 1) // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


def is_secret(value: object) -> bool:
    """True for a secret of a graph, of Pulumi's wire format, and for one that is masked already."""
    return isinstance(value, Secret) or value == _SECRET or (isinstance(value, Mapping) and _SIGNATURE in value)


def masked(value: object) -> object:
    """The value with `[secret]` for each secret in it, whole otherwise."""
    if is_secret(value):
        return _SECRET
    if isinstance(value, Mapping):
        return {str(key): masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return value


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
