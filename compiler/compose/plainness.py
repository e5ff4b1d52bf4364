"""Whether a value from outside YAML is one that YAML could have held."""

from __future__ import annotations

import math

_LARGEST = 2**63


def unfit(value: object, depth: int = 0) -> str:
    """Why a value is refused; empty for text, finite numbers, booleans, null, and lists and mappings of these."""
    if depth > 20:
        return "it is nested too deeply"
    match value:
        case None | bool():
            return ""
        case str():
            return (
                "the text holds a control character"
                if any(ord(sign) < 32 and sign not in "\t\n" for sign in value)
                else ""
            )
        case int():
            return "" if -_LARGEST <= value < _LARGEST else "the number does not fit into 64 bits"
        case float():
            return "" if math.isfinite(value) else "the number is not finite"
        case list():
            return next((why for item in value if (why := unfit(item, depth + 1))), "")
        case dict():
            if odd := [key for key in value if not isinstance(key, str) or "${" in key or key == "_target_"]:
                return f"`{odd[0]}` cannot be a key"
            return next((why for item in value.values() if (why := unfit(item, depth + 1))), "")
    return "it is not a plain value"
