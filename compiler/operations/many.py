"""What a command that works on many projects is asked to work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from compiler.model.workspace import ProjectFile, Workspace


@dataclass(frozen=True, slots=True)
class Many:
    """The projects that a command works on, in `chosen` environments (None: all that each of them has).

    `variables` is the process environment and `today` the day, as in a session; `selected` tells that these are not all
    projects there are.
    """

    workspace: Workspace
    projects: tuple[ProjectFile, ...]
    chosen: tuple[str, ...] | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    today: date | None = None
    selected: bool = False
