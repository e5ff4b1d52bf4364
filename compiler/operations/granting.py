"""`iam`: what who deploys a stack, or only plans it, must be allowed to do in its cloud."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.model.access import Grant, Role
from compiler.pipeline import Keep, Session, collect, lower_stack
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Access:
    """The grants of one role; none where the environment is in no cloud."""

    project: str
    environment: str
    role: Role
    grants: tuple[Grant, ...]


def access(session: Session, role: Role, account: str) -> Checked[Access]:
    """From the compiled graph; nothing is written and no cloud is asked."""

    def run(keep: Keep) -> Access:
        lowered = keep.value(lower_stack(session))
        grants = lowered.target.grants
        found = grants(lowered.graph, account, role) if grants else ()
        return Access(lowered.graph.project, session.environment, role, found)

    return collect(run)
