"""Names of projects, datasets and models from what people call things. In: any text; out: a valid name."""

from __future__ import annotations

import re
import unicodedata

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40
_TO_BE_QUOTED = frozenset(("yes", "no", "on", "off", "true", "false", "null"))
"""A name that YAML takes for something else would be a nuisance wherever it is written."""


def is_name(text: str) -> bool:
    """True when a spec accepts `text` as a name."""
    return bool(_NAME.fullmatch(text)) and len(text) <= _LONGEST


def name_from(text: str, fallback: str, *, room: int = 0) -> str:
    """`Customer Churn (2024)` becomes `customer-churn-2024`; `room` characters are left free for an ending."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", plain).lower()
    name = re.sub(r"[^a-z0-9]+", "-", spaced).strip("-").lstrip("0123456789-")[: _LONGEST - room].strip("-")
    return fallback if name in _TO_BE_QUOTED else name or fallback
