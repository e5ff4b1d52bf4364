"""What a branch changes, for whoever reviews it: in infrastructure, in cost, and in the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from compiler.model.plan import GateStatus
from compiler.source.diagnostic import Diagnostic


class Effect(StrEnum):
    """What becomes of a resource; the first are the gravest."""

    REMOVED = "removed"
    RETRAINED = "retrained"
    CHANGED = "changed"
    FOLLOWS = "follows"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a resource or a model before and after; `was` or `now` is empty where it is not there."""

    path: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """`location` is the line of the spec; of one that is removed, that of the merge base. `needs` are the changed
    resources that it refers to.
    """

    address: str
    effect: Effect
    location: str
    differences: tuple[Difference, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What the registry of this machine knows of a trained model: where it stands, its metrics and gates, and the mean
    of each number column of its training rows.
    """

    environment: str
    version: int
    metrics: Mapping[str, float]
    gates: tuple[GateStatus, ...]
    rows: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ChangedModel:
    """`champion` is the model in place, `candidate` the one of the preview; None where there is none here."""

    name: str
    location: str
    differences: tuple[Difference, ...]
    champion: Measured | None = None
    candidate: Measured | None = None


@dataclass(frozen=True, slots=True)
class CostChange:
    """By how much a month may change, and what it may then cost at most; `delta` is None where it cannot be told."""

    currency: str
    as_of: str
    high: float
    delta: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class StackReview:
    """One project in one environment; `problems` are why it cannot be compared."""

    project: str
    environment: str
    resources: tuple[ChangedResource, ...] = ()
    models: tuple[ChangedModel, ...] = ()
    cost: CostChange | None = None
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """`base` is the merge base, `untouched` how many projects do not differ, `endpoints` are URLs of the preview `pull`
    by project and name.
    """

    reference: str
    base: str
    stacks: tuple[StackReview, ...]
    untouched: int
    pull: int | None = None
    endpoints: Mapping[str, str] | None = None

    @property
    def changed(self) -> tuple[StackReview, ...]:
        """Those in which something differs or cannot be compared."""
        return tuple(item for item in self.stacks if item.resources or item.models or item.problems)
