"""What somebody who works on a stack may do, as data: one grant for each group of actions, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from compiler.source.location import Location

Role = Literal["deployer", "planner"]
"""Who deploys a stack, or only looks at what a change would do."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on `resources`, where `condition` holds. `locations` are the lines of the spec that ask for it."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locations: tuple[Location, ...] = ()
