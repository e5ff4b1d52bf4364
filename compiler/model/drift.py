"""Drift as data: what was found of recorded resources, and what each difference means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from compiler.source.address import Address
from compiler.source.location import ConfigPath, Location

if TYPE_CHECKING:
    from compiler.model.plan import Step


class DriftKind(StrEnum):
    """What made a difference between what is recorded and what is there."""

    CHANGED = "changed by hand"
    DELETED = "deleted by hand"
    NOISE = "provider noise"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class DriftRule:
    """What a target knows of a property: `type` as in addresses (`*`: any), `path` a property with what is below it.

    `[*]` in a path stands for any index; an empty path is the resource itself, when it is gone.
    """

    type: str
    path: str
    kind: DriftKind
    reason: str


@dataclass(frozen=True, slots=True)
class Observed:
    """One recorded resource: a READ step with the outputs that differ, or a DELETE step when it is gone.

    `inputs` are the recorded ones, secrets masked.
    """

    step: Step
    inputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `path` is the property, empty when the resource is gone; values are masked where secret.

    `location` is the line that wrote the value, `source` its path in the composed configuration; `remedy` what to do;
    `reason` what more is known of it, or empty.
    """

    address: Address
    path: str
    recorded: object
    found: object
    kind: DriftKind
    reason: str
    remedy: str
    location: Location | None
    source: ConfigPath = ()

    @property
    def by_hand(self) -> bool:
        """True for what somebody has done, and `up` would undo."""
        return self.kind in (DriftKind.CHANGED, DriftKind.DELETED)


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs in a stack of `resources` recorded resources."""

    project: str
    environment: str
    resources: int
    findings: tuple[Finding, ...]

    @property
    def by_hand(self) -> tuple[Finding, ...]:
        """What somebody has changed or deleted."""
        return tuple(finding for finding in self.findings if finding.by_hand)
