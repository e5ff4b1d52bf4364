"""`datasets:` a table, the types of its columns and the checks that it must pass."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from compiler.model.spec.base import CheckField, Scalar, Spec, Text

ColumnType = Literal["integer", "number", "boolean", "category", "text", "date", "identifier"]
FEATURE_TYPES = frozenset({"integer", "number", "boolean", "category"})
"""Columns of these types are features unless a model says otherwise; text, date and identifier columns never are."""

DEFAULT_MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?")


def _expand(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


class Column(Spec):
    """`age: integer` is short for `age: {type: integer}`. `values` lists the categories, in the order given."""

    type: ColumnType
    values: tuple[Scalar, ...] = ()
    description: Text | None = None


ColumnField = Annotated[Column, BeforeValidator(_expand)]


class Dataset(Spec):
    """`source` is a path below the project's folder, or an `s3://` address."""

    source: Text
    description: Text | None = None
    columns: Annotated[dict[Text, ColumnField], Field(min_length=1)]
    checks: tuple[CheckField, ...] = ()
    missing: tuple[Annotated[str, Field(strict=True)], ...] = DEFAULT_MISSING
