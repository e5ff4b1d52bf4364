"""The embedded engine's operations; see `compiler.engines.protocol.Engine` for what each promises."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compiler.engines.embedded import deployment, operations
from compiler.engines.embedded import program as programs
from compiler.engines.embedded.adopting import take_over
from compiler.engines.embedded.checkpoint import opened
from compiler.engines.embedded.context import Context, ReadManifest, silent
from compiler.engines.embedded.program import Program
from compiler.engines.embedded.reading import read_all
from compiler.engines.embedded.removal import leftovers
from compiler.engines.embedded.revising import revise, standing
from compiler.engines.guard import require_program, state_moved
from compiler.engines.protocol import Outcome, Recorded, Revision
from compiler.model.consent import NONE, Consent
from compiler.model.drift import Observed
from compiler.model.events import OnEvent
from compiler.model.manifest import Manifest
from compiler.model.plan import Step
from compiler.model.stack import Stack
from compiler.provider.protocol import Provider
from compiler.source.address import Address
from compiler.source.canonical import digest_bytes
from compiler.source.lock import locked


def no_manifest(folder: Path) -> Manifest | None:
    """For programs that were not compiled."""
    return None


@dataclass(slots=True)
class EmbeddedEngine:
    """`providers` by package; `read_manifest` tells, for a program's folder, where its resources were written."""

    providers: Mapping[str, Provider]
    read_manifest: ReadManifest = no_manifest
    _early: list[Program] = field(default_factory=list)

    def prepare(self) -> None:
        """Optional: start the program's process before the program is compiled, to save its start-up time."""
        if not self._early:
            self._early.append(programs.launch())

    def close(self) -> None:
        """End a process that `prepare` started and nothing used."""
        while self._early:
            programs.kill(self._early.pop())

    def preview(self, stack: Stack, consent: Consent = NONE) -> Outcome:
        """See the protocol. Writes nothing and takes no lock."""
        with self._program(stack) as program:
            checkpoint = opened(stack, writes=False)
            run = deployment.runner(program, dry_run=True)
            return operations.preview(self._context(stack, silent, consent), checkpoint, run)

    def apply(self, stack: Stack, on_event: OnEvent, consent: Consent = NONE, state: str = "") -> Outcome:
        """See the protocol."""
        with self._program(stack) as program, locked(stack.state_file, f"up {stack.project} {stack.environment}"):
            if state and state != self.state_digest(stack):
                raise state_moved(stack)
            checkpoint = opened(stack, writes=True)
            run = deployment.runner(program, dry_run=False)
            return operations.apply(self._context(stack, on_event, consent), checkpoint, run)

    def refresh(self, stack: Stack, on_event: OnEvent, only: Container[Address] | None = None) -> Outcome:
        """See the protocol. Resources that are gone leave the state."""
        with locked(stack.state_file, f"refresh {stack.project} {stack.environment}"):
            return operations.refresh(self._context(stack, on_event), opened(stack, writes=True), only)

    def observe(self, stack: Stack) -> tuple[Observed, ...]:
        """See the protocol. Writes nothing and takes no lock."""
        return read_all(self._context(stack, silent), opened(stack, writes=False))

    def destroy(self, stack: Stack, on_event: OnEvent, consent: Consent = NONE) -> Outcome:
        """See the protocol. Needs no program."""
        with locked(stack.state_file, f"destroy {stack.project} {stack.environment}"):
            return operations.destroy(self._context(stack, on_event, consent), opened(stack, writes=True))

    def recorded(self, stack: Stack) -> tuple[Recorded, ...]:
        """The resources that stand, dependencies first. Raises `Refused` (P001, P002)."""
        return standing(opened(stack, writes=False))

    def revise(
        self, stack: Stack, what: str, on_event: OnEvent, revision: Callable[[tuple[Recorded, ...]], Revision]
    ) -> Outcome:
        """Update recorded resources in place, at once: no program is run, and nothing else is touched.

        `revision` is called with the stack locked (`what` tells others for what). Where a provider refuses, what was
        done before stays done, as the state tells.
        """
        with locked(stack.state_file, f"{what} {stack.project} {stack.environment}"):
            return revise(self._context(stack, on_event), opened(stack, writes=True), revision)

    def state_digest(self, stack: Stack) -> str:
        """See the protocol. Raises `Refused` (P001, P002)."""
        opened(stack, writes=False)
        return digest_bytes(stack.state_file.read_bytes() if stack.state_file.exists() else b"")

    def take_over(self, stack: Stack, token: str, name: str, id: str) -> str:
        """See the protocol. Raises `Refused` (P014, P040)."""
        with locked(stack.state_file, f"import {stack.project} {stack.environment}"):
            return take_over(self._context(stack, silent), opened(stack, writes=True), token, name, id)

    def resources(self, stack: Stack) -> tuple[Step, ...]:
        """See the protocol. Raises `Refused` (P001, P002)."""
        return leftovers(opened(stack, writes=False)).steps

    def outputs(self, stack: Stack) -> dict[str, object]:
        """See the protocol. Raises `Refused` (P001, P002)."""
        return opened(stack, writes=False).stack_outputs()

    def _context(self, stack: Stack, on_event: OnEvent, consent: Consent = NONE) -> Context:
        return Context(stack, self.providers, self.read_manifest(stack.program), on_event, consent)

    @contextmanager
    def _program(self, stack: Stack) -> Generator[Program]:
        """The child is started before anything else, so that it makes ready while this process does."""
        require_program(stack)
        program = self._early.pop() if self._early else programs.launch()
        try:
            yield program
        finally:
            programs.kill(program)
