"""Secret values on their way into logs and messages: text goes in, the same without the values comes out."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "[secret]"
_SHORTEST = 4
"""What is shorter stands in other words, and is no secret."""


def forms_of(values: Iterable[str]) -> tuple[str, ...]:
    """Each value as it could be printed: plain, line by line, in JSON, in an address, in base64. The longest first."""
    found: set[str] = set()
    for value in values:
        for text in {value, *value.splitlines()}:
            if len(text) >= _SHORTEST:
                found |= {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}
                found |= {quote(text), quote(text, safe=""), quote_plus(text), *_base64(text.encode())}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _base64(data: bytes) -> Iterable[str]:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(data).decode()
        yield from (text, text.rstrip("="))


def hidden(text: str, forms: Iterable[str]) -> str:
    """The text with `[secret]` in the place of every form."""
    for form in forms:
        text = text.replace(form, MASK)
    return text


def hidden_in(value: object, forms: tuple[str, ...]) -> object:
    """The same for every text of a plain value."""
    match value:
        case str():
            return hidden(value, forms)
        case dict():
            return {key: hidden_in(item, forms) for key, item in value.items()}
        case list():
            return [hidden_in(item, forms) for item in value]
    return value


def secrets_of(request: dict) -> tuple[str, ...]:
    """The values in this process's environment that a request's definition says to be secret."""
    definition = request.get("definition")
    declared = definition.get("env") if isinstance(definition, dict) else None
    names = [name for name, value in declared.items() if isinstance(value, dict)] if isinstance(declared, dict) else []
    return tuple(os.environ[name] for name in names if name in os.environ)
