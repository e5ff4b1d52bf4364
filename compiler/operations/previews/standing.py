"""Which previews there are: the ledger, the tags of stacks, and any trace that one has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from compiler.model.preview import PreviewStack, preview_name, pull_of
from compiler.operations.previews.ledger import pulls_in_ledger, read_ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """One project in a preview. `record` is None where only traces tell of it, and nobody says until when."""

    project: str
    pull: int
    record: PreviewStack | None

    @property
    def environment(self) -> str:
        """The name of its environment."""
        return preview_name(self.pull)


@dataclass(frozen=True, slots=True)
class Preview:
    """All that stands of one pull request. Without stacks it is an entry of the ledger and nothing else."""

    pull: int
    stacks: tuple[Standing, ...]

    @property
    def until(self) -> float | None:
        """When the last of it expires; None where nobody knows."""
        return max((stack.record.until for stack in self.stacks if stack.record), default=None)

    @property
    def branch(self) -> str:
        """What it shows; empty where nobody knows."""
        return next((stack.record.branch for stack in self.stacks if stack.record), "")


def standing(private: Path, clouds: Iterable[PreviewStack] = (), *, ledger: bool = True) -> tuple[Preview, ...]:
    """By number; with those that `clouds` tell of, and without the `ledger` only what tags and traces tell."""
    from compiler.provider import read_tags, stacks_with_traces

    found: dict[int, dict[str, Standing]] = {pull: {} for pull in (pulls_in_ledger(private) if ledger else ())}
    for pull in found:
        for record in read_ledger(private, pull):
            found[pull][record.project] = Standing(record.project, pull, record)
    for project, environment in stacks_with_traces(private):
        pull = pull_of(environment)
        if pull is not None and project not in found.setdefault(pull, {}):
            found[pull][project] = Standing(project, pull, read_tags(private, project, environment))
    for record in clouds:
        found.setdefault(record.pull, {}).setdefault(record.project, Standing(record.project, record.pull, record))
    return tuple(
        Preview(pull, tuple(stack for _, stack in sorted(stacks.items()))) for pull, stacks in sorted(found.items())
    )
