"""HTTP calls to an endpoint on this machine, past any proxy: JSON in, status and JSON out."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

from compiler.provider.artifacts import read_sidecar

HOST = "127.0.0.1"
Answer = tuple[int, dict[str, object]]


def call(port: int, method: str, path: str, body: object = None, *, token: str = "", timeout: float = 30.0) -> Answer:
    """Raises OSError when there is no answer, among it TimeoutError after `timeout` seconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        data = response.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"no HTTP answer: {type(error).__name__}") from error
    finally:
        connection.close()
    try:
        parsed = json.loads(data)
    except ValueError:
        parsed = None
    return response.status, parsed if isinstance(parsed, dict) else {}


def answers(port: int, model: str) -> bool:
    """True when a server that serves `model` answers there at once."""
    try:
        status, _ = call(port, "GET", f"/v2/models/{model}/ready", timeout=2.0)
    except OSError:
        return False
    return status == 200


def probe(port: int, folder: Path) -> str:
    """Ask for a prediction on a row made from the artifact's own schema; what went wrong, or empty."""
    from compiler.runtime.schema import read_feature
    from compiler.runtime.serving.served import example

    try:
        sidecar = read_sidecar(folder)
        features = sidecar["features"]
        assert isinstance(features, list)
        row = example([read_feature(feature) for feature in features], sidecar)
        status, body = call(port, "POST", "/predict", {"rows": [row]})
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"no answer: {error}"
    return "" if status == 200 else message_of(status, body)


def message_of(status: int, body: dict[str, object]) -> str:
    """What an endpoint says about a refusal."""
    error = body.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return f"status {status}: {message}" if message else f"status {status}"
