"""Starts the server of one endpoint: a serve request goes in; the ready file appears when connections are accepted."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn

from ..failure import Failure, as_dict
from ..jsonfile import write_json
from .app import Endpoint, build_app
from .http import LOOPBACK
from .served import load_served

GRACE_SECONDS = 4


def serve(request: Mapping[str, Any]) -> int:
    """Serves until SIGTERM or SIGINT, then finishes what was begun; 0 then.

    Failure `port-taken`, `artifact` or `request` when it cannot start; it is also written to `result` when the request
    names such a file.
    """
    try:
        return _serve(request)
    except Failure as failure:
        if request.get("result"):
            write_json(Path(request["result"]), {"ok": False, "failure": as_dict(failure)})
        raise


def _serve(request: Mapping[str, Any]) -> int:
    from threadpoolctl import threadpool_limits

    try:
        folder, digest, model = Path(request["artifact"]), str(request["digest"]), str(request["model"])
        version, ready, token = str(request["version"]), Path(request["ready"]), str(request["token"])
        host, port = str(request.get("host", "127.0.0.1")), int(request.get("port", 0))
    except (KeyError, TypeError, ValueError) as error:
        raise Failure("request", f"the serve request cannot be read: {error!r}") from None
    if host not in LOOPBACK:
        raise Failure("request", f"`{host}` is not a loopback address; the server listens on this machine only")
    if not token:
        raise Failure("request", "the serve request has no token")
    listener = _listen(host, port)
    with listener, threadpool_limits(limits=1):
        served = load_served(folder, digest, model, version)
        endpoint = Endpoint(served, token)
        config = uvicorn.Config(
            build_app(endpoint),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = uvicorn.Server(config)
        # Before uvicorn has set its own handlers, and after: it raises the signal again when it has shut down.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(server, "should_exit", True))
        asyncio.run(_run(server, listener, ready))
        endpoint.close()
    return 0


def _listen(host: str, port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only where the protocol is spelled out; with it every answer takes 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Failure("port-taken", f"port {port} is in use by another process") from None
        raise Failure("request", f"port {port} cannot be listened on: {error.strerror}") from None
    return listener


async def _run(server: uvicorn.Server, listener: socket.socket, ready: Path) -> None:
    port = listener.getsockname()[1]
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    if server.started:
        write_json(ready, {"port": port, "pid": os.getpid()})
        print(f"listening on port {port}", flush=True)
    await serving
