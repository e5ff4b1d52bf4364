"""What a job reports when it cannot go on: a kind from a short list and a message for people."""

from __future__ import annotations

from typing import Any

LIMIT = 900
"""Characters of a message: the cloud keeps about a thousand of a failure text, and adds its own words in front."""


class Failure(Exception):
    """`kind` is request, data, estimator, tuning, entrypoint, metric, champion, artifact, gate, timeout, stopped,
    port-taken or internal."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = shorten(message)


def shorten(message: str, limit: int = LIMIT) -> str:
    """The message, cut at `limit` characters."""
    return message if len(message) <= limit else message[: limit - 1] + "…"


def as_dict(failure: Failure) -> dict[str, str]:
    """`{"kind", "message"}`, as it stands in a result file."""
    return {"kind": failure.kind, "message": failure.message}


def empty_result() -> dict[str, Any]:
    """Of a training that got nowhere, but for its `failure`."""
    return {"ok": False, "metrics": {}, "gates": [], "artifact": None, "seconds": 0.0, "warnings": []}
