"""One question to an endpoint: rows as they are in a file go in, predictions come out."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass

from compiler.source.diagnostic import refuse

_PATIENCE = 30.0
"""Seconds for an answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The body of a request and its content type: `text/csv`, which the server reads by its schema, or JSON."""

    body: bytes
    media: str


def ask(name: str, port: int, rows: Rows) -> list[dict[str, object]]:
    """Predictions of the endpoint `name` on this machine, one per row. Raises `Refused` (O004, O005)."""
    from compiler.provider.calls import message_of

    try:
        status, body = _post(port, rows)
    except OSError as error:
        raise refuse("O004", f"endpoint `{name}` does not answer: {error}", hint="see its log") from error
    predictions = body.get("predictions")
    if status != 200 or not isinstance(predictions, list):
        hint = "a row names every feature of the model, as its data names them; `null` where a value may be missing"
        raise refuse("O005", f"endpoint `{name}` refused the rows: {message_of(status, body)}", hint=hint)
    return predictions


def _post(port: int, rows: Rows) -> tuple[int, dict[str, object]]:
    """Raises OSError when there is no answer."""
    from compiler.provider.calls import HOST

    connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
    try:
        headers = {"content-type": rows.media, "accept": "application/json"}
        connection.request("POST", "/invocations", rows.body, headers)
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
