"""What every request and answer goes through: foreign callers refused, bodies limited, JSON read strictly."""

from __future__ import annotations

import json
from typing import Any, NoReturn
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .refused import Refused

LIMIT = 6 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def answer(body: object, status: int = 200) -> Response:
    """ASCII only: a lone surrogate in what a client sent can be quoted back."""
    text = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return Response(text.encode("ascii"), status, media_type="application/json")


def local_only(app: ASGIApp) -> ASGIApp:
    """Wraps an application: 403 unless Host, and Origin when there is one, name this machine's loopback."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_local(scope["headers"]):
            await app(scope, receive, send)
            return
        refused = Refused(403, "foreign-caller", "only requests to this machine's own address are answered")
        await answer(refused.body, 403)(scope, receive, send)

    return guarded


def _is_local(headers: list[tuple[bytes, bytes]]) -> bool:
    hosts = [value for name, value in headers if name == b"host"]
    origins = [value for name, value in headers if name == b"origin"]
    if len(hosts) != 1 or _hostname(b"//" + hosts[0]) not in LOOPBACK:
        return False
    return all(_hostname(origin) in LOOPBACK for origin in origins)


def _hostname(url: bytes) -> str | None:
    try:
        return urlsplit(url.decode("ascii")).hostname
    except ValueError:
        return None


async def read_body(request: Request) -> bytes:
    """Refused 413 above LIMIT, without reading on."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and len(declared) < 16 and int(declared) > LIMIT:
        raise Refused(413, "too-large", f"the body is larger than {LIMIT} bytes")
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LIMIT:
                raise Refused(413, "too-large", f"the body is larger than {LIMIT} bytes")
            parts.append(part)
    except ClientDisconnect:
        raise Refused(400, "disconnected", "the body ended early") from None
    return b"".join(parts)


def media_type(request: Request) -> str:
    """The content type without parameters; JSON when none is given."""
    return request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()


def read_json(body: bytes) -> Any:
    """Refused 400 for anything but JSON, NaN and Infinity among it."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except RecursionError:
        raise Refused(400, "malformed", "the JSON is nested too deeply") from None
    except ValueError as error:
        raise Refused(400, "malformed", f"the body is not JSON: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
