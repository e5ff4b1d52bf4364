"""The shapes of nested arguments."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Column(TypedDict):
    """A column of a dataset; `values` lists the categories of a category column."""

    name: str
    type: Literal["integer", "number", "boolean", "category", "text", "date", "identifier"]
    values: NotRequired[list[Any]]


class Check(TypedDict):
    """A bound on a dataset. `text` is how it was written and how it is reported.

    `name` is rows, unique, missing, mean, min, max or distinct. `column` is None for rows; `op` and `value` are None
    for unique.
    """

    text: str
    name: str
    column: str | None
    op: str | None
    value: float | None
