"""What somebody who works on a stack may do, as data: one grant for each group of actions, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from compiler.source.location import Location

Role = Literal["deployer", "planner", "previewer", "reaper"]
"""Who deploys a stack, only looks at what a change would do, makes previews that inherit from it, or removes these."""
PREVIEWING: tuple[Role, ...] = ("previewer", "reaper")
"""Those who have to do with the previews of an environment, and not with the environment itself."""
_SUFFIXES: dict[Role, str] = {"deployer": "", "planner": "-plan", "previewer": "-preview", "reaper": "-reap"}


def forge_environment(environment: str, role: Role) -> str:
    """The environment of GitHub or GitLab in which workflows take a role: only deployments ask for approval there."""
    return environment + _SUFFIXES[role]


def github_subject(repository: str, environment: str, role: Role) -> str:
    """What GitHub says in a token of such a workflow; `repository` is as it stands there, with its ids or without."""
    return f"repo:{repository}:environment:{forge_environment(environment, role)}"


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on `resources`, where `condition` holds. `locations` are the lines of the spec that ask for it."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locations: tuple[Location, ...] = ()
