"""The Open Inference Protocol, version 2, in JSON: an input per feature in, `predict` and `predict_proba` out."""

from __future__ import annotations

from typing import Any

from .bodies import read_json
from .refused import Refused
from .served import Answer, Served

_NUMBERS = frozenset({"FP16", "FP32", "FP64", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"})
_DATATYPES = {
    "number": _NUMBERS,
    "integer": _NUMBERS,
    "boolean": frozenset({"BOOL", "BYTES"}) | _NUMBERS,
    "category": frozenset({"BYTES", "BOOL"}) | _NUMBERS,
}
_SHOWN = {"number": "FP64", "integer": "INT64", "boolean": "BOOL", "category": "BYTES"}


def metadata(served: Served) -> dict[str, Any]:
    """Of `GET /v2/models/{model}`."""
    inputs = [
        {"name": feature.name, "datatype": _SHOWN[feature.type], "shape": [-1, 1]} for feature in served.loaded.features
    ]
    outputs = [{"name": "predict", "datatype": _label_datatype(served), "shape": [-1, 1]}]
    if hasattr(served.loaded.pipeline, "predict_proba") and served.labels:
        outputs.append({"name": "predict_proba", "datatype": "FP64", "shape": [-1, len(served.labels)]})
    return {
        "name": served.loaded.model,
        "versions": [served.version],
        "platform": "scikit-learn",
        "inputs": inputs,
        "outputs": outputs,
    }


def read_request(served: Served, body: bytes) -> tuple[dict[str, list[Any]], int, dict[str, Any]]:
    """Values by feature, the number of rows, and the request itself."""
    request = read_json(body)
    inputs = request.get("inputs") if isinstance(request, dict) else None
    if not isinstance(inputs, list) or not all(isinstance(item, dict) for item in inputs):
        raise Refused(400, "malformed", "expected an object with a list `inputs` of named tensors")
    columns: dict[str, list[Any]] = {}
    for item in inputs:
        name = item.get("name")
        if not isinstance(name, str):
            raise Refused(400, "malformed", "an input has no name")
        if name in columns:
            raise Refused(422, "duplicate-field", f"the input `{name}` is given twice", name)
        columns[name] = _data(item, name)
    served.encoder.check_names(columns, None)
    counts = {name: len(values) for name, values in columns.items()}
    count = counts[served.encoder.names[0]]
    odd = next((name for name, found in counts.items() if found != count), None)
    if odd is not None:
        raise Refused(422, "wrong-shape", f"the input `{odd}` has {counts[odd]} rows, others have {count}", odd)
    if not count:
        raise Refused(400, "empty", "there are no rows")
    _check_datatypes(served, inputs)
    return columns, count, request


def _data(item: dict[str, Any], name: str) -> list[Any]:
    shape, data = item.get("shape"), item.get("data")
    fits = isinstance(shape, list) and len(shape) in (1, 2) and all(type(size) is int and size >= 0 for size in shape)
    if not fits or (len(shape) == 2 and shape[1] != 1):
        raise Refused(422, "wrong-shape", f"the input `{name}` must have the shape [n] or [n, 1]", name)
    if not isinstance(data, list):
        raise Refused(422, "wrong-shape", f"the input `{name}` has no list `data`", name)
    values = [value[0] if isinstance(value, list) and len(value) == 1 else value for value in data]
    if len(values) != shape[0]:
        raise Refused(
            422, "wrong-shape", f"the input `{name}` has {len(values)} values, its shape says {shape[0]}", name
        )
    return values


def _check_datatypes(served: Served, inputs: list[dict[str, Any]]) -> None:
    types = {feature.name: feature.type for feature in served.loaded.features}
    for item in inputs:
        kind, datatype = types.get(item["name"]), item.get("datatype")
        if kind is not None and (not isinstance(datatype, str) or datatype not in _DATATYPES[kind]):
            message = f"the input `{item['name']}` has the datatype `{datatype}`; `{_SHOWN[kind]}` is expected"
            raise Refused(422, "wrong-type", message, item["name"])


def response(served: Served, answer: Answer, request: dict[str, Any]) -> dict[str, Any]:
    """Only the outputs asked for, when the request names some."""
    count = len(answer.predictions)
    outputs: list[dict[str, Any]] = [
        {"name": "predict", "shape": [count], "datatype": _label_datatype(served), "data": _labels(served, answer)}
    ]
    if answer.shares is not None:
        flat = [share for shares in answer.shares for share in shares]
        shape = [count, len(served.labels)]
        outputs.append({"name": "predict_proba", "shape": shape, "datatype": "FP64", "data": flat})
    wanted = _wanted(request, [output["name"] for output in outputs])
    body: dict[str, Any] = {"model_name": served.loaded.model, "model_version": served.version}
    if isinstance(request.get("id"), str):
        body["id"] = request["id"]
    body["outputs"] = [output for output in outputs if not wanted or output["name"] in wanted]
    return body


def _wanted(request: dict[str, Any], names: list[str]) -> list[str]:
    asked = request.get("outputs")
    if asked is None:
        return []
    if not isinstance(asked, list) or not all(
        isinstance(item, dict) and isinstance(item.get("name"), str) for item in asked
    ):
        raise Refused(400, "malformed", "`outputs` must be a list of objects with a name")
    unknown = next((item["name"] for item in asked if item["name"] not in names), None)
    if unknown is not None:
        raise Refused(422, "unknown-output", f"there is no output `{unknown}`; there are {', '.join(names)}", unknown)
    return [item["name"] for item in asked]


def _label_datatype(served: Served) -> str:
    classes = served.loaded.target.classes
    if not classes:
        return "FP64"
    kinds = {type(value) for value in classes}
    return {bool: "BOOL", int: "INT64", float: "FP64"}.get(kinds.pop(), "BYTES") if len(kinds) == 1 else "BYTES"


def _labels(served: Served, answer: Answer) -> list[Any]:
    if _label_datatype(served) != "BYTES":
        return answer.predictions
    texts = dict(zip(served.loaded.target.classes, served.labels, strict=True))
    return [texts[value] for value in answer.predictions]
