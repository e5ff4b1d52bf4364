"""The routes of an endpoint over one holder of the model that is served right now."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ..failure import Failure
from . import openinference, predictions
from .bodies import expect, media_type, read_json
from .http import answer, local_only, read_body
from .refused import Refused
from .served import Answer, Served, load_served

Handler = Callable[[Request], Awaitable[Response]]


class Endpoint:
    """`served` is replaced as a whole by a swap; a request works with the one it started with."""

    def __init__(self, served: Served, token: str) -> None:
        self.served = served
        self._token = token
        self._swap = asyncio.Lock()
        self._predict = ThreadPoolExecutor(1, "predict", initializer=_without_checks)
        self._load = ThreadPoolExecutor(1, "load")

    def close(self) -> None:
        """Ends the threads; what runs is not waited for."""
        self._predict.shutdown(wait=False, cancel_futures=True)
        self._load.shutdown(wait=False, cancel_futures=True)

    async def predict(self, request: Request) -> Response:
        """`POST /predict`."""
        expect(_kind(request), "application/json")
        body = await read_body(request)
        served = self.served
        matrix = served.encoder.rows(predictions.json_rows(body))
        return answer(predictions.as_json(served, await self._in_thread(served, matrix)))

    async def invocations(self, request: Request) -> Response:
        """`POST /invocations`: CSV or JSON."""
        body = await read_body(request)
        served = self.served
        matrix = served.encoder.rows(predictions.read_rows(served, _kind(request), body))
        result = await self._in_thread(served, matrix)
        kind, content = predictions.write_answer(served, result, request.headers.get("accept", ""))
        return Response(content, media_type=kind)

    async def infer(self, request: Request) -> Response:
        """`POST /v2/models/{model}/infer`."""
        served = self._named(request)
        expect(_kind(request), "application/json")
        columns, count, asked = openinference.read_request(served, await read_body(request))
        result = await self._in_thread(served, served.encoder.columns(columns, count))
        return answer(openinference.response(served, result, asked))

    async def metadata(self, request: Request) -> Response:
        """`GET /v2/models/{model}`."""
        return answer(openinference.metadata(self._named(request)))

    async def ready(self, request: Request) -> Response:
        """`GET /v2/models/{model}/ready`."""
        return answer({"name": self._named(request).loaded.model, "ready": True})

    async def load(self, request: Request) -> Response:
        """`POST /v2/repository/models/{model}/load` with the endpoint's token: the hot swap."""
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            raise Refused(401, "unauthorized", "this call needs the endpoint's token")
        model = self._named(request).loaded.model
        order = read_json(await read_body(request))
        names = ("artifact", "digest", "version")
        if not isinstance(order, dict) or any(not isinstance(order.get(name), (str, int)) for name in names):
            raise Refused(400, "malformed", "expected an object with artifact, digest and version")
        arguments = (Path(str(order["artifact"])), str(order["digest"]), model, str(order["version"]))
        async with self._swap:
            try:
                self.served = await asyncio.get_running_loop().run_in_executor(self._load, load_served, *arguments)
            except Failure as failure:
                raise Refused(422, failure.kind, failure.message) from None
        return answer({"model": model, "version": self.served.version, "digest": self.served.loaded.digest})

    async def _in_thread(self, served: Served, matrix: Any) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._predict, served.answer, matrix)

    def _named(self, request: Request) -> Served:
        served, name = self.served, request.path_params["model"]
        if name != served.loaded.model:
            raise Refused(404, "unknown-model", f"there is no model `{name}` here; there is `{served.loaded.model}`")
        return served


def _without_checks() -> None:
    """The matrix is known to be finite and parameters were checked at training. scikit-learn keeps this per thread."""
    import sklearn

    sklearn.set_config(assume_finite=True, skip_parameter_validation=True)


def _kind(request: Request) -> str:
    return media_type(request.headers.get("content-type"))


async def _alive(_: Request) -> Response:
    return answer({"live": True, "ready": True})


async def _server(_: Request) -> Response:
    return answer({"name": "modelwright", "version": "1", "extensions": []})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return answer(error.body, error.status)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "wrong-method"}.get(error.status_code, "refused")
    return answer(Refused(error.status_code, code, str(error.detail)).body, error.status_code)


async def _bug(_: Request, error: Exception) -> Response:
    return answer(Refused(500, "internal", f"the model failed: {type(error).__name__}").body, 500)


def build_app(endpoint: Endpoint) -> ASGIApp:
    """The application, guarded against foreign callers."""
    routes = [
        Route("/ping", _alive),
        Route("/v2", _server),
        Route("/v2/health/live", _alive),
        Route("/v2/health/ready", _alive),
        Route("/v2/models/{model}", endpoint.metadata),
        Route("/v2/models/{model}/ready", endpoint.ready),
        Route("/v2/models/{model}/infer", endpoint.infer, methods=["POST"]),
        Route("/v2/repository/models/{model}/load", endpoint.load, methods=["POST"]),
        Route("/invocations", endpoint.invocations, methods=["POST"]),
        Route("/predict", endpoint.predict, methods=["POST"]),
    ]
    handlers = {Refused: _refused, HTTPException: _http, Exception: _bug}
    return local_only(Starlette(routes=routes, exception_handlers=handlers))
