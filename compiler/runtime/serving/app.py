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
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ..failure import Failure
from . import openinference, predictions
from .http import answer, local_only, media_type, read_body, read_json
from .log import PredictionLog
from .refused import Refused
from .served import Answer, Served, load_served

Handler = Callable[[Request], Awaitable[Response]]


class Endpoint:
    """`served` is replaced as a whole by a swap; a request works with the one it started with."""

    def __init__(self, served: Served, token: str, log: PredictionLog | None) -> None:
        self.served = served
        self._token = token
        self._log = log
        self._swap = asyncio.Lock()
        self._predict = ThreadPoolExecutor(1, "predict", initializer=_without_checks)
        self._load = ThreadPoolExecutor(1, "load")

    def close(self) -> None:
        """Ends the threads and the log; what runs is not waited for."""
        self._predict.shutdown(wait=False, cancel_futures=True)
        self._load.shutdown(wait=False, cancel_futures=True)
        if self._log is not None:
            self._log.close()

    async def predict(self, request: Request) -> Response:
        """`POST /predict`."""
        _expect(request, "application/json")
        body = await read_body(request)
        served = self.served
        rows = predictions.json_rows(body)
        return answer(predictions.as_json(served, await self._rows(served, rows)))

    async def invocations(self, request: Request) -> Response:
        """`POST /invocations`: CSV or JSON; the answer is CSV when that is accepted and JSON is not."""
        kind = _expect(request, "application/json", "text/csv")
        body = await read_body(request)
        served = self.served
        rows = predictions.csv_rows(served, body) if kind == "text/csv" else predictions.json_rows(body)
        result = await self._rows(served, rows)
        accept = request.headers.get("accept", "")
        if "text/csv" in accept and "application/json" not in accept:
            return PlainTextResponse(predictions.as_csv(result), media_type="text/csv")
        return answer(predictions.as_json(served, result))

    async def infer(self, request: Request) -> Response:
        """`POST /v2/models/{model}/infer`."""
        served = self._named(request)
        _expect(request, "application/json")
        columns, count, asked = openinference.read_request(served, await read_body(request))
        matrix = served.encoder.columns(columns, count)
        result = await self._in_thread(served, matrix, lambda: _as_rows(columns, count))
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

    async def _rows(self, served: Served, rows: list[Any]) -> Answer:
        matrix = served.encoder.rows(rows)
        return await self._in_thread(served, matrix, lambda: rows)

    async def _in_thread(self, served: Served, matrix: Any, rows: Callable[[], list[dict[str, Any]]]) -> Answer:
        def work() -> Answer:
            result = served.answer(matrix)
            if self._log is not None:
                self._log.add(served.version, rows(), result.predictions)
            return result

        return await asyncio.get_running_loop().run_in_executor(self._predict, work)

    def _named(self, request: Request) -> Served:
        served, name = self.served, request.path_params["model"]
        if name != served.loaded.model:
            raise Refused(404, "unknown-model", f"there is no model `{name}` here; there is `{served.loaded.model}`")
        return served


def _without_checks() -> None:
    """The matrix is known to be finite and parameters were checked at training. scikit-learn keeps this per thread."""
    import sklearn

    sklearn.set_config(assume_finite=True, skip_parameter_validation=True)


def _expect(request: Request, *kinds: str) -> str:
    kind = media_type(request)
    if kind not in kinds:
        raise Refused(
            415, "unsupported-type", f"the content type `{kind}` is not understood; send {' or '.join(kinds)}"
        )
    return kind


def _as_rows(columns: dict[str, list[Any]], count: int) -> list[dict[str, Any]]:
    return [{name: values[row] for name, values in columns.items()} for row in range(count)]


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
