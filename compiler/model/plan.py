"""A plan as data: what would change, why, and which line asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from compiler.source.address import Address
from compiler.source.location import Location


class Action(StrEnum):
    """What happens to a resource; the words are Pulumi's."""

    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"


class ChangeKind(StrEnum):
    """What a change means to whoever depends on the resource."""

    NONE = "none"
    METADATA = "metadata"
    IN_PLACE = "in place"
    OVERLAP = "replace with overlap"
    DOWNTIME = "replace with downtime"
    RETRAIN = "retrain"
    DESTRUCTIVE = "destructive"


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One input that differs: `path` such as `definition.params.max_depth`; None is absent, `~` not known yet."""

    path: str
    old: object
    new: object
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What an engine found about one resource, before reasons are added. `note` is the provider's own word, if any."""

    address: Address
    token: str
    action: Action
    changes: tuple[PropertyChange, ...] = ()
    delete_before_replace: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A step with its reason in the user's words, and the place in the spec that asked for it."""

    step: Step
    kind: ChangeKind
    reason: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every resource of a stack, unchanged ones included, in the order in which they would be done."""

    project: str
    environment: str
    changes: tuple[Change, ...]

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes that would do something."""
        return tuple(change for change in self.changes if change.step.action not in (Action.SAME, Action.READ))
