"""`iam`: what who deploys a stack, or only plans it, must be allowed to do in its cloud, and who takes that role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.access import Grant, Role, github_subject
from compiler.pipeline import Keep, Session, collect, lower_stack
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Access:
    """The grants of one role; none where the environment is in no cloud. `trust` is for workflows of a repository."""

    project: str
    environment: str
    role: Role
    grants: tuple[Grant, ...]
    trust: Mapping[str, object] | None


def access(session: Session, role: Role, account: str, repository: str | None = None) -> Checked[Access]:
    """From the compiled graph; nothing is written and no cloud is asked."""

    def run(keep: Keep) -> Access:
        lowered = keep.value(lower_stack(session))
        graph, rules = lowered.graph, lowered.target.access
        if rules is None:
            return Access(graph.project, session.environment, role, (), None)
        trust = None
        if repository is not None:
            trust = rules.trust(graph, account, github_subject(repository, session.environment, role))
        return Access(graph.project, session.environment, role, rules.grants(graph, account, role), trust)

    return collect(run)
