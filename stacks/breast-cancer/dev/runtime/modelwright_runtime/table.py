"""A CSV file becomes typed columns.

float64 for numbers and booleans (NaN is missing), text for the rest (None is missing).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .cells import near, parser
from .definition import Column, Dataset

if TYPE_CHECKING:
    import numpy as np

Problem = dict[str, Any]
"""`{"kind", "column", "row", "text", "message", "count"}`; `row` is the line in the file, `count` how many."""

NUMERIC = frozenset({"integer", "number", "boolean"})
EXAMPLES = 5
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` by name, each of length `rows`; only those that were declared and found."""

    rows: int
    columns: Mapping[str, np.ndarray]


def problem(
    kind: str, message: str, column: str | None = None, row: int | None = None, text: str | None = None
) -> Problem:
    """One finding about the data."""
    return {"kind": kind, "column": column, "row": row, "text": text, "message": message, "count": 1}


def read_table(source: Path, dataset: Dataset) -> tuple[Table | None, list[Problem]]:
    """The declared columns of a UTF-8, comma separated file with a header, and everything that is wrong with it.

    No table when the file cannot be read at all.
    """
    problems: list[Problem] = []
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            return _read(file, dataset, problems), problems
    except OSError as error:
        message = f"`{source.name}` cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"`{source.name}` is not UTF-8 text: byte 0x{error.object[error.start]:02x}"
    except csv.Error as error:
        message = f"`{source.name}` is not a readable CSV file: {error}"
    return None, [*problems, problem("unreadable", message)]


def _read(file: TextIO, dataset: Dataset, problems: list[Problem]) -> Table | None:
    reader = csv.reader(file, strict=True)
    header = [name.strip() for name in next(reader, [])]
    if not any(header):
        problems.append(problem("unreadable", "the file has no header line", row=1))
        return None
    found = _positions(header, dataset, problems)
    readers = [_Column(column, position, dataset.missing) for column, position in found]
    rows = 0
    for lines, records in _chunks(reader, len(header), problems):
        rows += len(records)
        cells = list(zip(*records, strict=True))
        for column in readers:
            column.add(lines, cells[column.position])
    for column in readers:
        problems += column.problems()
    return Table(rows, {column.column.name: column.values() for column in readers})


def _positions(header: list[str], dataset: Dataset, problems: list[Problem]) -> list[tuple[Column, int]]:
    found = []
    for column in dataset.columns:
        count = header.count(column.name)
        if count == 1:
            found.append((column, header.index(column.name)))
        elif count:
            problems.append(
                problem(
                    "duplicate-column", f"column `{column.name}` stands {count} times in the header", column.name, 1
                )
            )
        else:
            hint = near(column.name, header)
            problems.append(
                problem("missing-column", f"column `{column.name}` is not in the file{hint}", column.name, 1)
            )
    return found


def _chunks(reader: Any, width: int, problems: list[Problem]) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Records of the header's width with the line that each starts on; others are reported and left out."""
    lines: list[int] = []
    records: list[list[str]] = []
    ragged: Problem | None = None
    before = reader.line_num
    for record in reader:
        line, before = before + 1, reader.line_num
        if len(record) == width:
            lines.append(line)
            records.append(record)
            if len(records) == CHUNK:
                yield lines, records
                lines, records = [], []
        elif record and ragged is not None:
            ragged["count"] += 1
        elif record:
            ragged = problem("ragged-row", f"line {line} has {len(record)} fields, the header has {width}", row=line)
            problems.append(ragged)
    if records:
        yield lines, records


class _Column:
    """Collects one column chunk by chunk; equal texts are parsed once a chunk."""

    def __init__(self, column: Column, position: int, missing: frozenset[str]) -> None:
        self.column = column
        self.position = position
        self._missing = missing
        self._parse = parser(column)
        self._empty = float("nan") if column.type in NUMERIC else None
        self._chunks: list[np.ndarray] = []
        self._examples: list[Problem] = []
        self._bad = 0

    def add(self, lines: list[int], texts: tuple[str, ...]) -> None:
        import numpy as np

        known = {text: self._value(text) for text in set(texts)}
        bad = {text for text, value in known.items() if isinstance(value, ValueError)}
        if bad:
            for line, text in zip(lines, texts, strict=True):
                if text in bad:
                    self._report(line, text.strip(), known[text])
            known.update(dict.fromkeys(bad, self._empty))
        values = [known[text] for text in texts]
        self._chunks.append(np.array(values, dtype=np.float64 if self.column.type in NUMERIC else object))

    def _value(self, text: str) -> Any:
        stripped = text.strip()
        if stripped in self._missing:
            return self._empty
        try:
            return self._parse(stripped)
        except ValueError as error:
            return error

    def _report(self, line: int, text: str, why: object) -> None:
        self._bad += 1
        if len(self._examples) < EXAMPLES:
            shown = text if len(text) <= 60 else text[:59] + "…"
            message = f"column `{self.column.name}`, line {line}: `{shown}` {why}"
            self._examples.append(problem("bad-value", message, self.column.name, line, shown))

    def problems(self) -> list[Problem]:
        return [{**example, "count": self._bad} for example in self._examples]

    def values(self) -> np.ndarray:
        import numpy as np

        empty = np.empty(0, dtype=np.float64 if self.column.type in NUMERIC else object)
        return np.concatenate(self._chunks) if self._chunks else empty
