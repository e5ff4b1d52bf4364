"""What a command that works on many projects is asked to work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from compiler.model.memory import Memory
from compiler.model.workspace import ProjectFile, Workspace

if TYPE_CHECKING:
    from compiler.pipeline import Session


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

    def session(self, project: ProjectFile, memory: Memory, workspace: Workspace | None = None) -> Session:
        """To ask for the stacks of one project, as it stands here or in another `workspace`; in no environment yet."""
        from compiler.pipeline import Session

        where = workspace or self.workspace
        return Session(where, project, "", variables=self.variables, memory=memory, today=self.today)
