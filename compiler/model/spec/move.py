"""`moved:` datasets, models and serving targets that have another name now, so that what runs of them stays theirs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compiler.model.expressions import parse_place
from compiler.model.spec.base import Spec, written

Place = Annotated[
    tuple[str, str],
    *written(
        "place",
        parse_place,
        r"^\s*(datasets|models|serving)\.[a-z][a-z0-9]*(-[a-z0-9]+)*\s*$",
        "A dataset, model or serving target: `models.churn`",
    ),
]
"""Section and name, written as `models.churn`."""


class Move(Spec):
    """`from` is the name that it had, `to` the one that it has now."""

    origin: Place = Field(alias="from")
    to: Place
