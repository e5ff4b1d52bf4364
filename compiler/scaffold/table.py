"""A table as one tally per column. In: decoded text; out: the header and the tallies. Raises `Refused`."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from compiler.scaffold.columns import REFERENCE
from compiler.scaffold.decode import Source
from compiler.scaffold.tally import Tally
from compiler.source.diagnostic import Refused, refuse

_CHUNK = 5_000
_FEWEST_ROWS = 10
_LONGEST_NAME = 200
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in the order of the header; `rows` without the header and without empty lines."""

    rows: int
    columns: tuple[Tally, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The column names."""
        return tuple(column.name for column in self.columns)


def read_table(source: Source) -> Table:
    """Read everything once."""
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=source.delimiter, strict=True)
    try:
        header = _header(next((record for record in reader if record), []), source.name)
        columns = tuple(Tally(name) for name in header)
        rows = 0
        for records in _chunks(reader, len(header), source.name):
            rows += len(records)
            for column, cells in zip(columns, zip(*records, strict=True), strict=True):
                column.add(cells, len(records))
    except csv.Error as error:
        raise refuse("I002", f"`{source.name}` line {reader.line_num} is not readable CSV: {error}") from error
    if rows < _FEWEST_ROWS:
        raise refuse("I003", f"`{source.name}` has too few rows ({rows}); a model needs {_FEWEST_ROWS} at least")
    return Table(rows, columns)


def _header(record: list[str], name: str) -> tuple[str, ...]:
    header = tuple(cell.strip() for cell in record)
    if len(header) < 2:
        hint = "between the values stands a comma, semicolon, tab or `|`"
        raise refuse(
            "I003", f"`{name}` has one column; a target and something to predict it from are needed", hint=hint
        )
    for position, column in enumerate(header, 1):
        if not column:
            hint = "name it; if it is a row number, leave it out (pandas: `to_csv(index=False)`)"
            raise refuse("I004", f"column {position} of `{name}` has no name", hint=hint)
        if header.index(column) != position - 1:
            first = header.index(column) + 1
            raise refuse(
                "I004",
                f"columns {first} and {position} of `{name}` are both named `{_short(column)}`",
                hint="rename one",
            )
        if any(unicodedata.category(sign) in _UNSEEN for sign in column):
            summary = f"the name of column {position} of `{name}` holds a control character or a line break"
            raise refuse("I004", summary, hint="rename it")
        if REFERENCE in column:
            summary = (
                f"the name of column {position} of `{name}` holds `{REFERENCE}`, which a spec takes for a reference"
            )
            raise refuse("I004", summary, hint="rename it")
        if len(column) > _LONGEST_NAME:
            raise refuse(
                "I004", f"the name of column {position} of `{name}` has {len(column)} characters", hint="shorten it"
            )
    return header


def _chunks(reader: Iterator[list[str]], width: int, name: str) -> Iterator[list[list[str]]]:
    while records := list(islice(reader, _CHUNK)):
        filled = [record for record in records if record]
        if any(len(record) != width for record in filled):
            raise _ragged(reader, records, width, name)
        if filled:
            yield filled


def _ragged(reader: Iterator[list[str]], records: list[list[str]], width: int, name: str) -> Refused:
    """The line number counts from the end of the chunk, so it is exact unless values span lines."""
    at = next(index for index, record in enumerate(records) if record and len(record) != width)
    line = getattr(reader, "line_num", 0) - (len(records) - 1 - at)
    summary = f"line {line} of `{name}` does not fit the header: {len(records[at])} instead of {width} values"
    return refuse("I003", summary, hint="values that hold the separator stand in double quotes")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
