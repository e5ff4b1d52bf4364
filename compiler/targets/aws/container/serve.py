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
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 413: "Content Too Large", 415: "Unsupported Media Type"}
_RUNTIME = "modelwright_runtime.serving"


@lru_cache(maxsize=1)
def _load(root: Path) -> Any:
    """The model, verified against the digest that training wrote beside it; loaded once a process."""
    about = json.loads((root / "served.json").read_text("utf-8"))
    return _part("served").load_served(root / "artifact", about["digest"], about["model"], about["version"])


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
        error = _part("refused").Refused(404, "not-found", "there are `GET /ping` and `POST /invocations` here")
        return error.status, "application/json", _part("bodies").dump_json(error.body)
    bodies = _part("bodies")
    try:
        return 200, *_predict(environ, bodies)
    except _part("refused").Refused as error:
        return error.status, "application/json", bodies.dump_json(error.body)


def _predict(environ: dict[str, Any], bodies: Any) -> tuple[str, bytes]:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > bodies.LIMIT:
        raise bodies.too_large()
    body = environ["wsgi.input"].read(int(length))
    predictions, model = _part("predictions"), _load(ROOT)
    rows = predictions.read_rows(model, bodies.media_type(environ.get("CONTENT_TYPE")), body)
    answer = model.answer(model.encoder.rows(rows))
    return predictions.write_answer(model, answer, environ.get("HTTP_ACCEPT", ""))


def _part(name: str) -> Any:
    """A module of the runtime, which lies beside the model."""
    return importlib.import_module(f"{_RUNTIME}.{name}")
