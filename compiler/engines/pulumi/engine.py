"""The Pulumi engine's operations; see `compiler.engines.protocol.Engine` for what each promises."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Collection, Container, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.engines.adoption import nothing_there, require_free
from compiler.engines.embedded import state as states
from compiler.engines.guard import protected, require_program, state_moved
from compiler.engines.protocol import Outcome
from compiler.engines.pulumi.access import access, copied, surely_absent, throwaway
from compiler.engines.pulumi.adopting import with_resource
from compiler.engines.pulumi.attempts import attempted, counted
from compiler.engines.pulumi.driver import Driver, ReadManifest, is_absent, no_manifest, silent
from compiler.engines.pulumi.faults import held_by
from compiler.engines.pulumi.halfmade import half_made, told
from compiler.engines.pulumi.protection import covered, marked, registered, unprotected
from compiler.engines.pulumi.recorded import Recorded, recorded_from
from compiler.engines.pulumi.releasing import released
from compiler.engines.pulumi.session import Answer
from compiler.engines.pulumi.story import Story
from compiler.model import events
from compiler.model.consent import NONE, Consent
from compiler.model.drift import Observed
from compiler.model.plan import Step
from compiler.model.stack import Stack
from compiler.source.address import Address
from compiler.source.canonical import digest
from compiler.source.diagnostic import Refused
from compiler.source.files import write_atomic
from compiler.source.lock import locked

Json = dict[str, Any]


@dataclass(slots=True)
class PulumiEngine:
    """`read_manifest` tells, for a program's folder, where its resources were written."""

    read_manifest: ReadManifest = no_manifest
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _driver: Driver = field(init=False)
    _previewed: bool = False

    def __post_init__(self) -> None:
        self._driver = Driver(self.read_manifest, self.environ)

    def prepare(self) -> None:
        """Optional: start the process that drives the CLI before the program is compiled."""
        self._driver.prepare()

    def close(self) -> None:
        """End that process."""
        self._driver.close()

    def preview(self, stack: Stack, consent: Consent = NONE) -> Outcome:
        """See the protocol. A stack that does not stand yet is looked at in a backend that is thrown away.

        So is one of which something protected may go: Pulumi itself knows no plan that takes protected resources away.
        """
        require_program(stack)
        self._previewed = False
        stack, failed = self._counted(stack)
        try:
            outcome = self._preview(stack, failed)
        except Refused as refused:
            if consent == NONE or any(item.code != "P009" for item in refused.diagnostics):
                raise
            outcome = self._preview_copy(stack, failed, consent)
        return Outcome(told(outcome.steps, failed.values()), outcome.outputs)

    def _preview(self, stack: Stack, failed: Collection[str]) -> Outcome:
        if not surely_absent(stack):
            story = Story(silent)
            answer = self._driver.order(stack, "preview", access(stack, self.environ), story, **_order(stack, failed))
            if not is_absent(answer):
                outcome = self._driver.outcome(stack, story, answer)
                self._previewed = True
                return Outcome((*outcome.steps, *story.interrupted), outcome.outputs)
        with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
            aside = throwaway(Path(folder), self.environ)
            self._driver.must(stack, "init", aside, secrets="passphrase")
            story = Story(silent)
            return self._driver.outcome(stack, story, self._driver.order(stack, "preview", aside, story))

    def _preview_copy(self, stack: Stack, failed: Collection[str], consent: Consent) -> Outcome:
        """A preview of a copy in which nothing that the consent covers is protected."""
        deployment = self.export(stack)["deployment"]
        recorded = recorded_from(deployment)
        may_go = covered(recorded, consent)
        document = {"version": 3, "deployment": unprotected(deployment, may_go)}
        provider = deployment.get("secrets_providers") or {}
        with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
            where = copied(Path(folder), access(stack, self.environ), str(provider.get("type")))
            file = Path(folder) / "copy.json"
            write_atomic(file, json.dumps(document).encode(), mode=0o600)
            self._driver.must(stack, "init", where, secrets="passphrase")
            self._driver.must(stack, "import", where, file=str(file))
            story = Story(silent)
            more = {"key": provider, "lift": registered(may_go), **_order(stack, failed)}
            answer = self._driver.order(stack, "preview", where, story, **more)
        outcome = self._driver.outcome(stack, story, answer)
        lifted = [(type_, name) for type_, name in (answer.result or {})["lifted"]]
        gone = [address for urn, address in recorded.protected.items() if urn in may_go]
        return Outcome(marked((*outcome.steps, *story.interrupted), gone, lifted), outcome.outputs)

    def apply(self, stack: Stack, on_event: events.OnEvent, consent: Consent = NONE, state: str = "") -> Outcome:
        """See the protocol. Makes the stack in its backend when it does not stand yet."""
        require_program(stack)
        with locked(stack.state_file, f"up {stack.project} {stack.environment}"):
            if state and state != self.state_digest(stack):
                raise state_moved(stack)
            stack, failed = self._counted(stack)
            going = self._going(stack, consent)
            self._previewed = False
            order = {"lift": registered(going), **_order(stack, failed)}

            def act(stack: Stack, tell: events.OnEvent) -> Outcome:
                return self._changing(stack, "up", tell, make=True, order=order)

            with self._given_up(stack), self._unprotected(stack, going):
                outcome = attempted(stack, on_event, act)
            return Outcome(told(outcome.steps, failed.values()), outcome.outputs)

    def _counted(self, stack: Stack) -> tuple[Stack, dict[str, Address]]:
        """The stack with the numbers of names that stand, and what has to be made anew."""
        if not (stack.once or stack.anew):
            return stack, {}
        records = self.recorded(stack).state.records
        return counted(stack, records), half_made(stack, records)

    @contextmanager
    def _given_up(self, stack: Stack) -> Generator[None]:
        """What could not be created in the block is not protected after it: it has to go."""
        try:
            yield
        except Refused:
            recorded = self.recorded(stack)
            failed = half_made(stack, recorded.state.records)
            self._mark(stack, "unprotect", [urn for urn in failed if urn in recorded.protected])
            raise

    def _going(self, stack: Stack, consent: Consent) -> tuple[str, ...]:
        """The URNs of what is protected and goes in this run, with consent.

        What is protected stops Pulumi only when it comes to it; a preview tells before anything is done.
        """
        if self._previewed and consent == NONE:
            return ()
        recorded = self.recorded(stack)
        if consent == NONE:
            if recorded.protected:
                self.preview(stack)
            return ()
        going = {step.address for step in self.preview(stack, consent).steps if step.guarded}
        return tuple(urn for urn, address in recorded.standing.items() if address in going)

    @contextmanager
    def _unprotected(self, stack: Stack, known: tuple[str, ...]) -> Generator[None]:
        """Exactly these may go inside the block; what of them stands after it is protected again, however it ends."""
        held = self.recorded(stack).protected if known else {}
        self._mark(stack, "unprotect", [urn for urn in known if urn in held])
        try:
            yield
        finally:
            standing = self.recorded(stack).standing if known else {}
            self._mark(stack, "protect", [urn for urn in known if urn in standing])

    def _mark(self, stack: Stack, what: str, known: list[str]) -> None:
        if known:
            where = access(stack, self.environ)
            self._driver.must(stack, what, where, urns=known)

    def refresh(self, stack: Stack, on_event: events.OnEvent, only: Container[Address] | None = None) -> Outcome:
        """See the protocol."""
        with locked(stack.state_file, f"refresh {stack.project} {stack.environment}"):
            options: Json = {}
            if only is not None:
                options["target"] = [urn for urn, address in self.recorded(stack).standing.items() if address in only]
            return self._changing(stack, "refresh", on_event, make=False, order={"options": options})

    def observe(self, stack: Stack) -> tuple[Observed, ...]:
        """See the protocol."""
        if surely_absent(stack):
            return ()
        story = Story(silent)
        answer = self._driver.order(stack, "observe", access(stack, self.environ), story)
        if is_absent(answer):
            return ()
        self._driver.done(stack, story, answer)
        return story.observed

    def destroy(self, stack: Stack, on_event: events.OnEvent, consent: Consent = NONE) -> Outcome:
        """See the protocol. The emptied stack leaves the backend, too."""
        with locked(stack.state_file, f"destroy {stack.project} {stack.environment}"):
            held = self.recorded(stack).protected
            # Pulumi would remove all others first.
            if kept := [address for address in held.values() if not consent.covers(address)]:
                raise Refused(protected(self.read_manifest(stack.program), address) for address in kept)
            self._release(stack, held)
            with self._unprotected(stack, tuple(held)):
                outcome = self._changing(stack, "destroy", on_event, make=False)
            if surely_absent(stack):
                return outcome
            answer = self._driver.order(stack, "remove", access(stack, self.environ), Story(silent))
            if not is_absent(answer):
                self._driver.done(stack, Story(silent), answer)
            return Outcome(outcome.steps, {})

    def _release(self, stack: Stack, consented: Collection[str]) -> None:
        """The whole stack goes, with what stays when something takes its place (`retain_on_delete`)."""
        if consented or self.recorded(stack).retains:
            self._replace(stack, released(self.export(stack)["deployment"], consented))

    def state_digest(self, stack: Stack) -> str:
        """See the protocol. Of the resources and what is under way: each operation writes the rest anew."""
        deployment = {} if surely_absent(stack) else self._exported(stack)
        return digest([deployment.get(name) or [] for name in ("resources", "pending_operations")])

    def take_over(self, stack: Stack, token: str, name: str, id: str) -> str:
        """See the protocol. Raises `Refused` (P014, P040)."""
        address, manifest = Address.from_token(token, name), self.read_manifest(stack.program)
        with locked(stack.state_file, f"import {stack.project} {stack.environment}"):
            require_free(manifest, self.recorded(stack).managed, (address, token, id))
            where = access(stack, self.environ)
            if surely_absent(stack) or is_absent(self._driver.order(stack, "export", where, Story(silent))):
                self._driver.must(stack, "init", where)
            before = self.export(stack)["deployment"]
            after, urn = with_resource(before, stack, token, name, id)
            try:
                self._replace(stack, after)
                self._changing(stack, "refresh", silent, make=False, order={"options": {"target": [urn]}})
                managed = self.recorded(stack).managed
                taken = next((known for at, _, known in managed if at == address), None)
                if taken is None:
                    raise nothing_there(manifest, address, id)
                others = [item for item in managed if item[0] != address]
                require_free(manifest, others, (address, token, taken))
            except BaseException:
                self._replace(stack, before)
                raise
            return taken

    def _replace(self, stack: Stack, deployment: Json) -> None:
        with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
            file = Path(folder) / "deployment.json"
            write_atomic(file, json.dumps({"version": 3, "deployment": deployment}).encode(), mode=0o600)
            where = access(stack, self.environ)
            self._driver.must(stack, "import", where, file=str(file))

    def resources(self, stack: Stack) -> tuple[Step, ...]:
        """See the protocol."""
        return self.recorded(stack).steps

    def outputs(self, stack: Stack) -> dict[str, object]:
        """See the protocol. Secret ones read `[secret]`."""
        return self.recorded(stack).outputs(stack)

    def recorded(self, stack: Stack) -> Recorded:
        """What the backend holds of the stack; nothing when it does not stand."""
        return Recorded(states.State()) if surely_absent(stack) else recorded_from(self._exported(stack))

    def _exported(self, stack: Stack) -> Json:
        """The deployment of a stack; nothing when it does not stand."""
        answer = self._driver.order(stack, "export", access(stack, self.environ), Story(silent))
        return {} if is_absent(answer) else self._driver.done(stack, Story(silent), answer)["deployment"]

    def export(self, stack: Stack) -> Json:
        """What `pulumi stack export` says: a document of deployment version 3, secrets encrypted."""
        answer = self._driver.order(stack, "export", access(stack, self.environ), Story(silent))
        return {"version": 3, "deployment": self._driver.done(stack, Story(silent), answer)["deployment"]}

    def adopt(self, stack: Stack, file: Path) -> None:
        """Make the stack in its backend from a state file of deployment version 3, as `pulumi stack import` does."""
        where = access(stack, self.environ)
        self._driver.must(stack, "init", where)
        self._driver.must(stack, "import", where, file=str(file))

    def remove(self, stack: Stack) -> None:
        """Forget the stack; what it consists of stays."""
        self._driver.must(stack, "remove", access(stack, self.environ))

    def _changing(
        self, stack: Stack, what: str, on_event: events.OnEvent, *, make: bool, order: Json | None = None
    ) -> Outcome:
        absent = surely_absent(stack)
        if absent and not make:
            return Outcome((), {})
        where, story = access(stack, self.environ), Story(on_event)
        order = order or {}
        answer = None if absent else self._driver.order(stack, what, where, story, **order)
        if answer is None or is_absent(answer):
            if not make:
                return Outcome((), {})
            self._driver.must(stack, "init", where)
            answer = self._driver.order(stack, what, where, story, **order)
        elif self._dead_lock(answer):
            self._driver.must(stack, "cancel", where)
            story = Story(on_event)
            answer = self._driver.order(stack, what, where, story, **order)
        return self._driver.outcome(stack, story, answer)

    def _dead_lock(self, answer: Answer) -> bool:
        """Whether the lock that stands in the way is of a process of this machine that has died."""
        lock = held_by(str((answer.failure or {}).get("text", "")))
        if lock is None or lock.host != socket.gethostname():
            return False
        try:
            os.kill(lock.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        return False


def _order(stack: Stack, failed: Collection[str]) -> Json:
    """What belongs to an order that runs the program; these URNs are made anew."""
    options: Json = {"refresh": True} if stack.reads_first else {}
    return {"anew": registered(failed), "options": {**options, "replace": [*failed]} if failed else options}


__all__ = ["PulumiEngine", "Refused"]
