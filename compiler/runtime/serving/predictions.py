"""`POST /predict` and SageMaker's `POST /invocations`: rows as JSON objects or CSV in, predictions out."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..cells import label
from .bodies import dump_json, expect, read_json
from .refused import Refused
from .served import Answer, Served

_SHOWN = 8


def read_rows(served: Served, kind: str, body: bytes) -> list[Any]:
    """The rows of an invocation: `kind` is the body's media type. Refused 400, 415 or 422."""
    expect(kind, "application/json", "text/csv")
    return csv_rows(served, body) if kind == "text/csv" else json_rows(body)


def write_answer(served: Served, answer: Answer, accept: str) -> tuple[str, bytes]:
    """Media type and body of an invocation's answer: CSV when the header `Accept` has it and does not have JSON."""
    if "text/csv" in accept and "application/json" not in accept:
        return "text/csv", as_csv(answer).encode()
    return "application/json", dump_json(as_json(served, answer))


def json_rows(body: bytes) -> list[Any]:
    """`{"rows": […]}`, a list of objects, or one object."""
    value = read_json(body)
    if isinstance(value, dict) and isinstance(value.get("rows"), list) and len(value) == 1:
        value = value["rows"]
    rows = value if isinstance(value, list) else [value]
    if not rows:
        raise Refused(400, "empty", "there are no rows")
    return rows


def csv_rows(served: Served, body: bytes) -> list[Any]:
    """With a header when the first line names a feature; else every line has the features in their order."""
    try:
        records = [
            record for record in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True) if record
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(400, "malformed", f"the body is not CSV: {error}") from None
    names = served.encoder.names
    header = list(names)
    if records and {cell.strip() for cell in records[0]} & set(names):
        header = [cell.strip() for cell in records.pop(0)]
        twice = next((name for name in header if header.count(name) > 1), None)
        if twice is not None:
            raise Refused(422, "duplicate-field", f"the field `{twice}` stands twice in the header", twice)
    if not records:
        raise Refused(400, "empty", "there are no rows")
    for position, record in enumerate(records, 1):
        if len(record) != len(header):
            message = f"row {position} has {len(record)} fields, expected {len(header)}: {_listed(header)}"
            raise Refused(422, "wrong-length", message, row=position)
    return served.encoder.texts(header, records)


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def as_json(served: Served, answer: Answer) -> dict[str, Any]:
    """`{"model", "version", "predictions": [{"prediction", "probabilities"?}]}`."""
    if answer.shares is None:
        predictions: list[dict[str, Any]] = [{"prediction": value} for value in answer.predictions]
    else:
        predictions = [
            {"prediction": value, "probabilities": dict(zip(served.labels, shares, strict=True))}
            for value, shares in zip(answer.predictions, answer.shares, strict=True)
        ]
    return {"model": served.loaded.model, "version": served.version, "predictions": predictions}


def as_csv(answer: Answer) -> str:
    """One prediction a line, classes by their label."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([label(value)] for value in answer.predictions)
    return target.getvalue()
