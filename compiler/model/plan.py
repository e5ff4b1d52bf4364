"""A plan as data: what would change, why, and which line asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from compiler.model.cost import PlannedCost
from compiler.model.provenance import Provenance
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic
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
    """What an engine found about one resource, before reasons are added.

    `changes` are all inputs where the resource comes or goes, secrets masked, else those that differ. `note` is the
    provider's own word, if any; `guarded` tells that the resource is protected and would go; `was` is its
    address in the state when it has another one now.
    """

    address: Address
    token: str
    action: Action
    changes: tuple[PropertyChange, ...] = ()
    delete_before_replace: bool = False
    note: str = ""
    guarded: bool = False
    was: Address | None = None


class CauseKind(StrEnum):
    """What brings a changed input about."""

    SPEC = "spec"
    PLATFORM = "platform"
    DEFAULT = "default"
    COMMAND_LINE = "command line"
    CONTENT = "content"
    RESOURCE = "resource"
    TEMPLATE = "template"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought one changed input about.

    `name` is a path of the configuration, a file whose content counts, the address of another resource, or a template;
    empty for what the provider adds by itself. `platform` is the workspace's own `conf/`, `default` the product's.
    """

    kind: CauseKind
    name: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class GateStatus:
    """A gate that will judge a training; `value` and `passed` are those of the model in place, None where not known."""

    text: str
    value: float | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A step with its reason in the user's words, and the place in the spec that asked for it.

    `causes` has one for each of the step's changes; `gates` are those of a training that the step starts.
    """

    step: Step
    kind: ChangeKind
    reason: str
    location: Location | None
    causes: tuple[Cause, ...] = ()
    gates: tuple[GateStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A rollback that lasts: `version` of `model` serves, and not `instead`, which the spec describes.

    `at` is RFC 3339 in UTC. `ending` tells that the plan trains anew, which ends it when another model comes of it.
    """

    model: str
    version: int
    instead: int
    at: str
    by: Provenance
    ending: bool = False


@dataclass(frozen=True, slots=True)
class FromElsewhere:
    """A model that was promoted, and not trained by the spec of its environment: a version of another environment."""

    model: str
    source: str
    source_version: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Every resource of a stack, unchanged ones included, in the order in which they would be done.

    `notes` are for whoever is about to agree to it. `cost` is None where nothing is billed. `held` are rollbacks, which
    `up` keeps, as it keeps what was `promoted`.
    """

    project: str
    environment: str
    changes: tuple[Change, ...]
    notes: tuple[Diagnostic, ...] = ()
    cost: PlannedCost | None = None
    held: tuple[Held, ...] = ()
    promoted: tuple[FromElsewhere, ...] = ()

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes that would do something."""
        idle = (Action.SAME, Action.READ)
        return tuple(change for change in self.changes if change.step.action not in idle or change.step.was)
