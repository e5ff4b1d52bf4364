"""Bodies of requests: how large they may be, and JSON read strictly. Knows no web framework."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from .refused import Refused

LIMIT = 6 * 1024 * 1024
"""Bytes, as SageMaker has it."""


def too_large() -> Refused:
    """413, for a body above LIMIT."""
    return Refused(413, "too-large", f"the body is larger than {LIMIT} bytes")


def media_type(header: str | None) -> str:
    """A content type without its parameters; JSON when none is given."""
    return (header or "application/json").partition(";")[0].strip().lower()


def read_json(body: bytes) -> Any:
    """Refused 400 for anything but JSON, NaN and Infinity among it."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except RecursionError:
        raise Refused(400, "malformed", "the JSON is nested too deeply") from None
    except ValueError as error:
        raise Refused(400, "malformed", f"the body is not JSON: {error}") from None


def dump_json(body: object) -> bytes:
    """ASCII only: a lone surrogate in what a client sent can be quoted back."""
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")


def expect(kind: str, *kinds: str) -> None:
    """Refused 415 for a media type that is none of `kinds`."""
    if kind not in kinds:
        message = f"the content type `{kind}` is not understood; send {' or '.join(kinds)}"
        raise Refused(415, "unsupported-type", message)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
