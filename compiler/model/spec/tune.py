"""`tune:` of a model: parameters that a search chooses, from which values, by which metric and within which budget."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compiler.model.spec.base import Duration, Int, Number, Spec, Text


class Tuned(Spec):
    """The values of one parameter: exactly one of `integer`, `number` (both ends included) and `choice`."""

    integer: tuple[Int, ...] | None = None
    number: tuple[Number, ...] | None = None
    choice: Annotated[tuple[object, ...], Field(min_length=1)] | None = None
    scale: Literal["linear", "log"] = "linear"


class Tune(Spec):
    """`objective` left out is the first metric; `trials` left out are 20, or the whole grid.

    `timeout` starts no further trial; what has finished by then counts.
    """

    params: Annotated[dict[Text, Tuned], Field(min_length=1)]
    objective: Text | None = None
    trials: Annotated[Int, Field(ge=1, le=1000)] | None = None
    strategy: Literal["random", "grid", "halving"] = "random"
    folds: Annotated[Int, Field(ge=2, le=20)] = 3
    seed: Annotated[Int, Field(ge=0, le=2**32 - 1)] = 0
    timeout: Duration | None = None


def grid_values(tuned: Tuned) -> tuple[object, ...] | None:
    """All values that a grid tries; None where there are too many to list."""
    if tuned.choice is not None:
        return tuned.choice
    if tuned.integer is not None and len(tuned.integer) == 2 and tuned.scale == "linear":
        return tuple(range(tuned.integer[0], min(tuned.integer[1], tuned.integer[0] + 1000) + 1))
    return None


def grid_size(tune: Tune) -> int:
    """How many combinations a grid has; parameters that cannot be listed count once."""
    size = 1
    for tuned in tune.params.values():
        size *= len(grid_values(tuned) or (None,))
    return size
