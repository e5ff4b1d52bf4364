"""The WSGI application that SageMaker's server runs: `/ping` and `/invocations` over the model in `/opt/ml/model`.

A request that cannot be answered is a 4xx that says why; a 500 would count towards the alarm that rolls an update back.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path("/opt/ml/model")
LIMIT = 6 * 1024 * 1024
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 413: "Content Too Large", 415: "Unsupported Media Type"}
_RUNTIME = "modelwright_runtime.serving"


@lru_cache(maxsize=1)
def _load(root: Path) -> Any:
    """The model, verified against the digest that training wrote beside it; loaded once a process."""
    about = json.loads((root / "served.json").read_text("utf-8"))
    load = importlib.import_module(f"{_RUNTIME}.served").load_served
    return load(root / "artifact", about["digest"], about["model"], about["version"])


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The application."""
    status, kind, body = _answer(environ)
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    start_response(f"{status} {_REASONS.get(status, 'Unprocessable Content')}", headers)
    return [body]


def _answer(environ: dict[str, Any]) -> tuple[int, str, bytes]:
    route = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
    if route == ("GET", "/ping"):
        _load(ROOT)
        return 200, "application/json", b"{}"
    if route != ("POST", "/invocations"):
        return _refuse(404, "not-found", "there are `GET /ping` and `POST /invocations` here")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LIMIT:
        return _refuse(413, "too-large", f"the body is larger than {LIMIT} bytes")
    refused = importlib.import_module(f"{_RUNTIME}.refused").Refused
    try:
        return _predict(environ, environ["wsgi.input"].read(int(length)))
    except refused as error:
        return error.status, "application/json", json.dumps(error.body).encode()


def _predict(environ: dict[str, Any], body: bytes) -> tuple[int, str, bytes]:
    predictions = importlib.import_module(f"{_RUNTIME}.predictions")
    model = _load(ROOT)
    kind = (environ.get("CONTENT_TYPE") or "application/json").partition(";")[0].strip().lower()
    if kind == "text/csv":
        rows = predictions.csv_rows(model, body)
    elif kind == "application/json":
        rows = predictions.json_rows(body)
    else:
        return _refuse(415, "unsupported-type", f"`{kind}` is not understood; send application/json or text/csv")
    answer = model.answer(model.encoder.rows(rows))
    accept = environ.get("HTTP_ACCEPT", "")
    if "text/csv" in accept and "application/json" not in accept:
        return 200, "text/csv", predictions.as_csv(answer).encode()
    return 200, "application/json", json.dumps(predictions.as_json(model, answer), allow_nan=False).encode()


def _refuse(status: int, code: str, message: str) -> tuple[int, str, bytes]:
    body = {"error": {"code": code, "message": message, "field": None, "row": None}}
    return status, "application/json", json.dumps(body).encode()
