"""Field types and the base class that all spec models share."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Annotated, LiteralString

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from compiler.model.expressions import (
    Check,
    Gate,
    Trigger,
    parse_check,
    parse_date,
    parse_duration,
    parse_gate,
    parse_trigger,
)
from compiler.model.graph import Secret

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

Text = Annotated[str, Field(strict=True, min_length=1)]
Flag = Annotated[bool, Field(strict=True)]
Int = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, gt=0, lt=1)]
Name = Annotated[str, Field(strict=True, pattern=NAME, max_length=40)]
"""Names of projects, datasets, models and serving targets: they become parts of cloud names, which allow no more."""


def written(
    kind: LiteralString, parse: Callable[[str], object], pattern: str, description: str
) -> tuple[object, object]:
    """A field written in a small language: errors carry `kind`, by which diagnostics are made."""

    def convert(value: object) -> object:
        try:
            return parse(value if isinstance(value, str) else "")
        except ValueError as error:
            raise PydanticCustomError(kind, "{reason}", {"reason": str(error)}) from None

    schema = {"type": "string", "pattern": pattern, "description": description}
    return PlainValidator(convert), WithJsonSchema(schema)


def _scalar(value: object) -> object:
    """Text, a finite number or a truth value, as it was written."""
    if isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise PydanticCustomError("scalar", "expected text, a number or true/false")


Duration = Annotated[
    int, *written("duration", parse_duration, r"^\s*(\d+\s*[smhd]\s*)+$", "A number and a unit: 90s, 30m, 6h, 1d")
]
"""Seconds, written as `30m`."""
GateField = Annotated[
    Gate,
    *written(
        "gate",
        parse_gate,
        r"^\s*[a-z][a-z0-9_]*\s*(>=|<=|==|>|<)\s*(champion(\s*[+-]\s*[0-9.eE+-]+)?|[-+]?[0-9.][0-9.eE+-]*%?)\s*$",
        "A bound on a metric: roc_auc >= 0.80, or against the model in place: roc_auc >= champion - 0.01",
    ),
]
CheckField = Annotated[
    Check,
    *written(
        "check",
        parse_check,
        r"^\s*(rows\s*(>=|<=|==|>|<).+|unique\(.+\)|(missing|mean|min|max|distinct)\(.+\)\s*(>=|<=|==|>|<).+)$",
        "A bound on the data: rows >= 500, missing(age) <= 0.02, unique(id), min(age) >= 0",
    ),
]
TriggerField = Annotated[
    Trigger,
    *written(
        "trigger",
        parse_trigger,
        r"^\s*(errors\s*>\s*[0-9.]+\s*%|p(50|90|95|99)\s*>\s*[0-9.]+\s*(ms|s))\s*$",
        "What rolls an update back: errors > 1%, p99 > 500ms",
    ),
]
DateField = Annotated[
    date, *written("date", parse_date, r"^\d{4}-\d{2}-\d{2}$", "A day: year, month and day, such as 2027-03-01")
]
"""A day of the calendar."""


def _variable(value: object) -> object:
    return value if isinstance(value, Secret) else _scalar(value)


_ANY_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})
Scalar = Annotated[object, PlainValidator(_scalar), _ANY_SCALAR]
"""A category, as written: `free`, `3`, `true`."""
VariableValue = Annotated[object, PlainValidator(_variable), _ANY_SCALAR]
"""What an environment variable of a job is set to: a scalar, or a `Secret`."""


class Spec(BaseModel):
    """Closed, frozen, built on first use."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, hide_input_in_errors=True)
