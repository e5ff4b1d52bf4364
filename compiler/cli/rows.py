"""Rows for `predict`. In: the bytes of a file; out: what is sent. Raises `Refused`.

CSV goes as it is: what stands for a missing value or a truth value is the model's to know. JSON is read here, so that
one object, a list, one object a line and the usual wrappers all do.
"""

from __future__ import annotations

import json
from pathlib import PurePath

from compiler.operations.asking import Rows
from compiler.source.diagnostic import Refused, refuse

Row = dict[str, object]

_WRAPPERS = ("rows", "instances", "data")


def rows_of(data: bytes, name: str) -> Rows:
    """By the file's ending, else by its first character; `name` is for messages."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("U003", f"`{name}` is not UTF-8 text (byte {error.start + 1})") from error
    if not text.strip():
        raise refuse("U003", f"`{name}` is empty", hint="a header line and at least one row, or a JSON list of objects")
    suffix = PurePath(name).suffix.lower()
    if suffix in (".json", ".jsonl", ".ndjson") or (suffix not in (".csv", ".txt") and text.lstrip()[0] in "[{"):
        return Rows(json.dumps({"rows": json_rows(text, name)}).encode(), "application/json")
    if len(text.strip().splitlines()) < 2:
        raise refuse("U003", f"`{name}` has only one line", hint="the first line names the columns; rows follow")
    return Rows(data, "text/csv")


def json_rows(text: str, name: str) -> list[Row]:
    """The objects of a JSON text in any of its forms."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        value = _json_lines(text)
        if value is None:
            raise refuse(
                "U003", f"`{name}` is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
            ) from error
    except RecursionError as error:
        raise refuse("U003", f"`{name}` is nested too deeply") from error
    except ValueError as error:  # more digits than Python reads
        raise refuse("U003", f"`{name}` holds a number with too many digits") from error
    if isinstance(value, dict) and len(value) == 1:
        key = next(iter(value))
        value = value[key] if key in _WRAPPERS and isinstance(value[key], list) else value
    listed = value if isinstance(value, list) else [value]
    rows = [row for row in listed if isinstance(row, dict)]
    if not rows or len(rows) < len(listed):
        raise _not_objects(name)
    return rows


def _json_lines(text: str) -> list[object] | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _not_objects(name: str) -> Refused:
    return refuse(
        "U003", f"`{name}` does not hold objects", hint='rows are objects by column name: [{"age": 41, "plan": "free"}]'
    )
