"""One order to the Pulumi CLI, by way of the process that drives it: what is asked goes in, an answer comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.engines.protocol import Outcome
from compiler.engines.pulumi.access import Access, has_key
from compiler.engines.pulumi.command import Cli, require_cli
from compiler.engines.pulumi.faults import refusal
from compiler.engines.pulumi.session import Answer, Session
from compiler.engines.pulumi.story import Story
from compiler.model import events
from compiler.model.manifest import Manifest
from compiler.model.stack import Stack

ReadManifest = Callable[[Path], Manifest | None]
Json = dict[str, Any]
_RUNS = ("preview", "up", "observe", "refresh", "destroy")


def no_manifest(folder: Path) -> Manifest | None:
    """For programs that were not compiled."""
    return None


def silent(event: events.Event) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Driver:
    """`read_manifest` is as for the engine; the process is started with the first order, or by `prepare`."""

    read_manifest: ReadManifest = no_manifest
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _cli: Cli | None = None
    _session: Session | None = None

    def prepare(self) -> None:
        """Start the process, unless it runs. Raises `Refused` (P020, P021)."""
        self._cli = self._cli or require_cli(self.environ)
        if self._session is None or not self._session.alive:
            self._session = Session()

    def close(self) -> None:
        """End that process."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def order(self, stack: Stack, operation: str, where: Access, story: Story, **more: object) -> Answer:
        """Ask, whatever comes of it; the story hears the events."""
        if operation in _RUNS and not has_key(where, stack):
            # A fresh clone, or another program of the same stack: only the backend knows what encrypts its secrets.
            exported = self.order(stack, "export", where, Story(silent)).result or {"deployment": {}}
            more = {"key": exported["deployment"].get("secrets_providers"), **more}
        self.prepare()
        assert self._cli is not None and self._session is not None
        order = {
            "operation": operation,
            "command": str(self._cli.path),
            "version": self._cli.version,
            "program": str(stack.program.resolve()),
            "folder": str(where.folder),
            "project": stack.project,
            "name": stack.environment,
            "stack": stack.environment,
            "secrets": stack.secrets_provider,
            "config": dict(stack.config),
            "env": dict(where.environment),
            "key": None,
            "lift": [],
            "anew": [],
            **more,
        }
        return self._session.carry_out(order, story.hear)

    def must(self, stack: Stack, operation: str, where: Access, **more: object) -> Json:
        """Ask for what is to succeed without a word. Raises `Refused` where it does not."""
        return self.done(stack, Story(silent), self.order(stack, operation, where, Story(silent), **more))

    def outcome(self, stack: Stack, story: Story, answer: Answer) -> Outcome:
        """What an operation that runs the program has done. Raises `Refused` where it failed."""
        written = [(type_, name) for type_, name in self.done(stack, story, answer)["written"]]
        return Outcome(story.steps(written), story.outputs)

    def done(self, stack: Stack, story: Story, answer: Answer) -> Json:
        """The result. Raises `Refused` at spec lines where the order failed."""
        if answer.result is not None:
            return answer.result
        failure = answer.failure or {}
        if failure.get("kind") in ("bug", "ended"):
            raise RuntimeError(failure["text"])
        raise refusal(stack, self.read_manifest(stack.program), story.errors, failure)


def is_absent(answer: Answer) -> bool:
    """Whether an order failed because the stack does not stand."""
    return answer.failure is not None and "no stack named" in str(answer.failure.get("text", ""))
