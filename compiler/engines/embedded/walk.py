"""The walk over what a program registers: requests in, from many threads; each is decided, performed, remembered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Condition

from compiler.engines.embedded import paths, removal
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.decide import Decision, decide
from compiler.engines.embedded.order import ordered
from compiler.engines.embedded.perform import Perform
from compiler.engines.embedded.planned import PlannedProvider
from compiler.engines.embedded.registration import Registration
from compiler.engines.embedded.state import Pending, Record
from compiler.engines.embedded.writeonly import write_only
from compiler.model.plan import Action, Step
from compiler.provider.marshal import Received
from compiler.provider.protocol import Props, Resource
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused

ENCRYPTS = "run this environment with `engine: pulumi`, which encrypts them"


class Stopped(Exception):
    """Nothing new may begin, because something failed or the operation was cancelled."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program is told about a resource; an empty id is not known yet; `secret` are keys of `outputs`."""

    urn: str
    id: str
    outputs: Props
    secret: frozenset[str] = frozenset()


@dataclass(slots=True)
class Walk:
    """One run of a program. `faults` and `errors` are what went wrong: what users are told, and mistakes of ours."""

    context: Context
    checkpoint: Checkpoint
    perform: Perform
    decisions: dict[str, Decision] = field(default_factory=dict)
    outputs: Props = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _renamed: dict[str, Address] = field(default_factory=dict)
    _running: int = 0
    _idle: Condition = field(default_factory=Condition)

    def register(self, decode: Callable[[], Registration]) -> Answer:
        """Do one resource. Raises `Stopped`, also after a failure, which is remembered."""
        with self.attempted():
            registration = decode()
            self._claim(registration)
            if not registration.custom or registration.type.startswith(urns.PROVIDER_PREFIX):
                return self._keep(registration)
            try:
                return self._do(registration)
            except Refused as refusal:
                raise self.context.placed(refusal, registration.address) from refusal

    def _do(self, registration: Registration) -> Answer:
        self._refuse_secrets(registration, self.context.handler(registration.type, registration.address))
        decision = self._decide(registration)
        begun = self.checkpoint.interrupted(registration.urn, "creating")
        if begun is not None and self.checkpoint.writes and not _repeats(decision, begun):
            removal.undo(self.context, self.checkpoint, begun)
            self._look_again(decision)
            decision = self._decide(registration)
        id_, outputs = self.perform(self.context, self.checkpoint, decision)
        self.decisions[registration.urn] = decision
        secret = frozenset(str(path[0]) for path in registration.secrets)
        return Answer(registration.urn, id_, {**decision.inputs, **outputs}, secret)

    def _decide(self, registration: Registration) -> Decision:
        interrupted = self.checkpoint.interrupted(registration.urn, "updating") is not None
        decision = decide(
            self.context,
            registration,
            self.context.handler(registration.type, registration.address),
            self._found(registration),
            self._provider(registration),
            settled=self._settled,
            interrupted=interrupted,
        )
        was = self._renamed.get(registration.urn)
        return replace(decision, step=replace(decision.step, was=was)) if was else decision

    def _look_again(self, decision: Decision) -> None:
        """What an interrupted successor left was removed; if the two were the same thing, the old one is gone too."""
        old = decision.old
        if old is None or not old.stands:
            return
        scope = self.context.scope(decision.step.address)
        if decision.resource.read(scope, old.id, old.outputs) is None:
            self.checkpoint.removed(old)

    def _settled(self, urn: str) -> bool:
        decision = self.decisions.get(urn)
        return decision is None or decision.step.action is Action.SAME

    def _keep(self, registration: Registration) -> Answer:
        """Components and providers: only recorded."""
        old = self._found(registration)
        provides = registration.type.startswith(urns.PROVIDER_PREFIX)
        id_ = (old.id if old else str(uuid.uuid4())) if provides else ""
        record = Record(
            urn=registration.urn,
            type=registration.type,
            custom=registration.custom,
            id=id_,
            inputs=registration.inputs if provides else {},
            outputs=registration.inputs if provides else old.outputs if old else {},
            parent=registration.parent,
            dependencies=registration.dependencies,
            property_dependencies=registration.property_dependencies,
        )
        self.checkpoint.settle(record, old)
        return Answer(registration.urn, id_, registration.inputs)

    def _found(self, registration: Registration) -> Record | None:
        old = self.checkpoint.find(registration.candidates)
        if old is None or old.urn == registration.urn:
            return old
        self.checkpoint.rename(old.urn, registration.urn)
        self._renamed[registration.urn] = Address.from_urn(old.urn)
        return self.checkpoint.find((registration.urn,))

    def _provider(self, registration: Registration) -> str:
        """The reference to the resource's provider; the default one is recorded when first needed."""
        if registration.provider:
            return registration.provider
        stack, checkpoint = self.context.stack, self.checkpoint
        package = urns.package_of(registration.type)
        urn = urns.default_provider(stack.environment, stack.project, package, registration.version)
        with checkpoint.lock:
            made = next((record for record in checkpoint.done if record.urn == urn), None)
            if made is None:
                old = checkpoint.find((urn,))
                inputs: Props = {"version": registration.version} if registration.version else {}
                id_ = old.id if old else str(uuid.uuid4())
                type_ = urns.PROVIDER_PREFIX + package
                made = checkpoint.settle(Record(urn, type_, True, id_, inputs, inputs), old)
        return f"{made.urn}::{made.id}"

    def _claim(self, registration: Registration) -> None:
        with self._idle:
            again = registration.urn in self._seen
            self._seen.add(registration.urn)
        if again:
            raise self.context.refused(
                "P013",
                f"the program registers `{registration.address}` twice",
                registration.address,
                hint="give one of the two another name, or compile the program again",
            )

    def _refuse_secrets(self, registration: Registration, resource: Resource) -> None:
        """A plan of cloud resources stores nothing, and write-only inputs are not kept: such secrets may pass."""
        kept = [path for path in registration.secrets if path[0] not in write_only(resource)]
        if kept and not isinstance(self.context.provider(registration.type), PlannedProvider):
            path = paths.text(kept[0])
            raise self.context.refused(
                "P008",
                f"`{path}` of `{registration.address}` is secret, and the embedded engine has no place for secrets",
                registration.address,
                path=path,
                hint=ENCRYPTS,
            )

    def set_outputs(self, urn: str, received: Received) -> None:
        """Outputs of the stack wait for the program's success; those of components are recorded at once."""
        with self.attempted():
            stack = self.context.stack
            if urn != urns.root(stack.environment, stack.project):
                self.checkpoint.update_done(urn, received.values)
                return
            secret = {str(path[0]) for path in received.secrets}
            planned = any(isinstance(provider, PlannedProvider) for provider in self.context.providers.values())
            if secret and not planned:
                raise self.context.refused(
                    "P008",
                    f"the output `{min(secret)}` is secret, and the embedded engine has no place for secrets",
                    hint=ENCRYPTS,
                )
            self.outputs = {key: value for key, value in received.values.items() if key not in secret}

    def read(self, type_: str, name: str, id_: str, parent: str, known: Props) -> Answer:
        """What is there under an id, recorded without taking charge of it. Raises `Stopped`."""
        with self.attempted():
            stack, address = self.context.stack, Address.from_token(type_, name)
            urn = urns.make(stack.environment, stack.project, parent, type_, name)
            found: Props | None = known
            if not isinstance(self.context.provider(type_, address), PlannedProvider):
                found = self.context.handler(type_, address).read(self.context.scope(address), id_, known)
            if found is None:
                raise self.context.refused(
                    "P014",
                    f"there is no `{type_}` with the id `{id_}`",
                    address,
                    hint="correct the id in the program, or make the resource first",
                )
            record = Record(urn, type_, True, id_, known, found, parent, external=True)
            self.checkpoint.settle(record, self.checkpoint.find((urn,)))
            return Answer(urn, id_, found)

    def invoke(self, token: str, arguments: Props) -> Props:
        """The answer of a provider function. Raises `Stopped`."""
        with self.attempted():
            return self.context.provider(token).invoke(token, arguments)

    @contextmanager
    def attempted(self) -> Generator[None]:
        """Count what runs, remember what fails, and let nothing begin after that. Raises `Stopped` instead."""
        with self._idle:
            if self.context.stop.is_set():
                raise Stopped
            self._running += 1
        try:
            yield
        except BaseException as error:
            self.context.stop.set()
            with self._idle:
                if isinstance(error, Refused):
                    self.faults.extend(error.diagnostics)
                elif not isinstance(error, KeyboardInterrupt):
                    self.errors.append(error)
            raise Stopped from error
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def drain(self) -> None:
        """Let nothing begin any more and wait for what runs."""
        self.context.stop.set()
        with self._idle:
            self._idle.wait_for(lambda: self._running == 0)

    def steps(self) -> tuple[Step, ...]:
        """What was decided, dependencies first and otherwise in the order of the program's lines."""
        return tuple(decision.step for decision in ordered(self.decisions))

    def known_outputs(self) -> Props:
        """The stack's outputs as far as a preview knows them."""
        return paths.known(self.outputs)

    def record_outputs(self) -> None:
        """The program and everything it asked for succeeded: its outputs are the stack's."""
        stack = self.context.stack
        self.checkpoint.update_done(urns.root(stack.environment, stack.project), self.outputs)


def _repeats(decision: Decision, begun: Pending) -> bool:
    """True when the same creation would be done once more, which providers allow."""
    creates = decision.step.action in (Action.CREATE, Action.REPLACE)
    return creates and begun.record.inputs == decision.record.inputs
