"""What every request and answer goes through: foreign callers refused, bodies limited."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .bodies import LIMIT, dump_json, too_large
from .refused import Refused

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def answer(body: object, status: int = 200) -> Response:
    """JSON."""
    return Response(dump_json(body), status, media_type="application/json")


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
        raise too_large()
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LIMIT:
                raise too_large()
            parts.append(part)
    except ClientDisconnect:
        raise Refused(400, "disconnected", "the body ended early") from None
    return b"".join(parts)
