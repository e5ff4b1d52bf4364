"""A file's bytes as text, and what stands between its values. In: bytes; out: text, encoding, delimiter."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from compiler.source.diagnostic import Refused, refuse

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE = 40
_MAGIC = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "compressed with gzip",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"BZh": "compressed with bzip2",
    b"SQLite format 3": "an SQLite database",
}


@dataclass(frozen=True, slots=True)
class Source:
    """`text` with the delimiter between its values; `encoding` in words when it is not UTF-8."""

    name: str
    text: str
    delimiter: str
    encoding: str


def read_source(path: Path, name: str) -> Source:
    """Raises `Refused` (I002) when there is no text to read; `name` is what the user called the file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise refuse("I002", f"`{name}` cannot be read: {error.strerror or error}") from error
    if not data.strip():
        raise refuse("I002", f"`{name}` is empty")
    text, encoding = _decode(data, name)
    return Source(name, text, _delimiter(text), encoding)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise refuse("I002", f"`{name}` is {what}, not CSV text", hint="export it as CSV")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16", name), "UTF-16"
    if b"\0" in data:
        raise refuse("I002", f"`{name}` is not a text file", hint="export it as CSV")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(name, encoding) from error


def _undecodable(name: str, encoding: str) -> Refused:
    return refuse("I002", f"`{name}` says that it is {encoding} and is not", hint="export it as CSV in UTF-8")


def _delimiter(text: str) -> str:
    """The one that cuts most sample lines into the same number of values, two at least; a comma when none does."""
    sample = [text_line for text_line in text[:200_000].splitlines() if text_line.strip()][:_SAMPLE]
    best, delimiter = (0, 0), ","
    for candidate in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO("\n".join(sample)), delimiter=candidate) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths), widths[0])
        if score > best:
            best, delimiter = score, candidate
    return delimiter
