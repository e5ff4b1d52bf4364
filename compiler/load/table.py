"""A CSV file goes in, the names in its first line and its digest come out."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

from compiler.source.canonical import digest_bytes, digest_file

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: the column names in its order, its digest and its size in bytes."""

    header: tuple[str, ...]
    digest: str
    size: int


def read_table(path: Path) -> Table:
    """The file is read once when it is small, and in blocks when it is not.

    Raises OSError, and ValueError with a message for a file that is empty, not UTF-8 or not comma separated.
    """
    with path.open("rb") as file:
        data = file.read(_LONGEST)
        size = os.fstat(file.fileno()).st_size
    header = _header(data)
    return Table(header, digest_bytes(data) if len(data) == size else digest_file(path), size)


def _header(data: bytes) -> tuple[str, ...]:
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
