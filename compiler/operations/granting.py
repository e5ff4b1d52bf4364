"""`iam`: what who deploys a stack, or only plans it, must be allowed to do in its cloud, and who takes that role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from compiler.model.access import PREVIEWING, Grant, Role, github_subject
from compiler.model.preview import preview_name
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


def _of_previews(session: Session) -> Session:
    """What a preview that inherits from the session's environment may consist of."""
    return replace(session, environment=preview_name(1), base=session.environment)


def access(session: Session, role: Role, account: str, repository: str | None = None) -> Checked[Access]:
    """From the compiled graph; nothing is written and no cloud is asked."""

    def run(keep: Keep) -> Access:
        lowered = keep.value(lower_stack(_of_previews(session) if role in PREVIEWING else session))
        graph, rules = lowered.graph, lowered.target.access
        if rules is None:
            return Access(graph.project, session.environment, role, (), None)
        trust = None
        if repository is not None:
            trust = rules.trust(graph, account, github_subject(repository, session.environment, role))
        return Access(graph.project, session.environment, role, rules.grants(graph, account, role), trust)

    return collect(run)
