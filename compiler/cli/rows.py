"""Rows for `predict`. In: the bytes of a CSV or JSON file; out: one dict per row. Raises `Refused`."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from pathlib import PurePath

from compiler.source.diagnostic import Refused, refuse

Row = dict[str, object]

_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*)?(?:\.\d+|(?<=\d)\.|(?<=\d))(?:[eE][-+]?\d+)?")
_WRAPPERS = ("rows", "instances", "data")


def parse_rows(data: bytes, name: str) -> list[Row]:
    """By the file's ending, else by its first character; `name` is for messages."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("U003", f"`{name}` is not UTF-8 text (byte {error.start + 1})") from error
    if not text.strip():
        raise refuse("U003", f"`{name}` is empty", hint="a header line and at least one row, or a JSON list of objects")
    suffix = PurePath(name).suffix.lower()
    if suffix in (".json", ".jsonl", ".ndjson") or (suffix not in (".csv", ".txt") and text.lstrip()[0] in "[{"):
        return _json_rows(text, name)
    return _csv_rows(text, name)


def value_of(cell: str) -> object:
    """A CSV cell as what it looks like: nothing, a truth value, a number, else text. `007` stays text."""
    stripped = cell.strip()
    if stripped == "" or stripped.lower() == "nan":
        return None
    if stripped.lower() in ("true", "false"):
        return stripped.lower() == "true"
    if not _NUMBER.fullmatch(stripped):
        return cell
    if stripped.lstrip("+-").isdigit():
        return int(stripped)
    number = float(stripped)
    return number if math.isfinite(number) else cell


def _csv_rows(text: str, name: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, line) for line in reader if line]
    except csv.Error as error:
        raise refuse("U003", f"`{name}` line {reader.line_num}: {error}") from error
    header = [column.strip() for column in lines[0][1]]
    if len(set(header)) != len(header):
        twice = next(column for column in header if header.count(column) > 1)
        raise refuse("U003", f"`{name}` has the column `{twice}` twice")
    rows = []
    for number, line in lines[1:]:
        if len(line) != len(header):
            summary = f"line {number} of `{name}` does not fit the header: {len(line)} instead of {len(header)} values"
            raise refuse("U003", summary, hint="values that hold a comma stand in double quotes")
        rows.append({column: value_of(cell) for column, cell in zip(header, line, strict=True)})
    if not rows:
        raise refuse("U003", f"`{name}` has a header but no rows", hint="the first line names the columns; rows follow")
    return rows


def _json_rows(text: str, name: str) -> list[Row]:
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
    except json.JSONDecodeError:
        return None


def _not_objects(name: str) -> Refused:
    return refuse(
        "U003", f"`{name}` does not hold objects", hint='rows are objects by column name: [{"age": 41, "plan": "free"}]'
    )
