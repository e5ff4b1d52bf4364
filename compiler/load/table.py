"""A CSV file goes in, the names in its first line come out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

_LONGEST = 1 << 20


def read_header(path: Path) -> tuple[str, ...]:
    """The column names, in the file's order.

    Raises OSError, and ValueError with a message for a file that is empty, not UTF-8 or not comma separated.
    """
    with path.open("rb") as file:
        data = file.read(_LONGEST)
    if not data.strip():
        raise ValueError("the file is empty")
    text = _decode(data)
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
    except csv.Error as error:
        raise ValueError(f"the first line is not CSV ({error})") from None
    if not any(name.strip() for name in names):
        raise ValueError("the first line is empty")
    _check(names)
    return tuple(name.strip() for name in names)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) == _LONGEST and error.start > _LONGEST - 4:
            return data[: error.start].decode("utf-8-sig")
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8") from None


def _check(names: list[str]) -> None:
    if len(names) == 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if separator in names[0]:
                raise ValueError(f"the columns are separated by {word}, not commas")
