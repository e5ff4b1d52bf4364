"""`status`, `logs` and `predict`: what a session's stack is doing, and asking it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.model.plan import Held
from compiler.model.stack import Stack
from compiler.operations.asking import Rows, ask
from compiler.operations.chosen import chosen_by_search
from compiler.operations.holding import held
from compiler.operations.project import by_pulumi, elsewhere, kept_stack, named_stack, pulumi_command
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, refuse
from compiler.source.nearest import suggest

if TYPE_CHECKING:
    from compiler.provider.status import EndpointState


@dataclass(frozen=True, slots=True)
class EndpointStatus:
    """`state` is `running`, `not answering` or `stopped` (its process ended without being asked to)."""

    name: str
    url: str
    state: EndpointState
    pid: int
    model: str
    version: int | None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The champion's and its predecessor's version numbers, the champion's metrics, and what a search chose for it.

    `held` is the rollback that keeps the champion in its place.
    """

    name: str
    champion: int | None
    previous: int | None
    metrics: dict[str, float]
    tuned: dict[str, object] = field(default_factory=dict)
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """`resources` are the addresses in the stack's state; `unfinished` those whose creation was cut short.

    `ask` is the command that shows an environment that is deployed elsewhere and not looked at here; else empty.
    """

    project: str
    environment: str
    resources: tuple[str, ...]
    endpoints: tuple[EndpointStatus, ...]
    models: tuple[ModelStatus, ...]
    ask: str = ""
    unfinished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogFile:
    """`name` is the resource that wrote it, such as `TrainingRun.churn`."""

    name: str
    path: Path


def status(session: Session) -> Checked[Status]:
    """What is recorded and what really runs; needs no valid spec."""

    def run(_: Keep) -> Status:
        from compiler.engines.embedded.removal import UNFINISHED
        from compiler.operations.engine import engines

        stack, name = kept_stack(session)
        asked = name == "embedded" or session.engine is not None or _answers(stack)
        with engines() as pool:
            listed = pool.named(name).resources(stack) if asked else ()
        resources = tuple(str(step.address) for step in listed)
        unfinished = tuple(str(step.address) for step in listed if step.note == UNFINISHED)
        elsewhere_ask = "" if asked else pulumi_command(stack, "stack")
        seen = (_endpoints(stack), _models(stack))
        return Status(stack.project, stack.environment, resources, *seen, elsewhere_ask, unfinished)

    return collect(run)


def _answers(stack: Stack) -> bool:
    from compiler.engines.pulumi import answers

    return answers(stack)


def logs(session: Session, name: str | None) -> Checked[tuple[LogFile, ...]]:
    """The logs of the stack's resources; `name` chooses those of one resource, by address or by its last part."""

    def run(_: Keep) -> tuple[LogFile, ...]:
        stack = named_stack(session)
        found = [LogFile(path.stem, path) for path in sorted(stack.logs.glob("*.log"))]
        if not found and by_pulumi(session):
            raise elsewhere(stack, "stack")
        chosen = [log for log in found if name is None or name in (log.name, log.name.partition(".")[2])]
        if name is not None and not chosen:
            raise refuse("O002", f"there is no log of `{name}`", hint=suggest(name, [log.name for log in found]))
        return tuple(chosen)

    return collect(run)


def predict(session: Session, endpoint: str | None, rows: Rows) -> Checked[list[dict[str, object]]]:
    """Ask an endpoint of the stack (None: its only one) for predictions, one per row."""

    def run(_: Keep) -> list[dict[str, object]]:
        stack = named_stack(session)
        endpoints = _endpoints(stack)
        if not endpoints and by_pulumi(session):
            raise elsewhere(stack, "stack output")
        chosen = _choose(endpoints, endpoint)
        if chosen.state == "stopped":
            raise refuse(
                "O004", f"endpoint `{chosen.name}` is down: its process ended", hint="`modelwright up` starts it again"
            )
        return ask(chosen.name, int(chosen.url.rpartition(":")[2]), rows)

    return collect(run)


def _choose(endpoints: tuple[EndpointStatus, ...], name: str | None) -> EndpointStatus:
    names = [item.name for item in endpoints]
    if not endpoints:
        raise refuse("O003", "nothing is served here", hint="`modelwright up` makes what the spec says")
    if name is None and len(endpoints) > 1:
        raise refuse("O003", "the project has several endpoints", hint=f"name one: {', '.join(names)}")
    for item in endpoints:
        if name in (None, item.name):
            return item
    raise refuse("O003", f"there is no endpoint `{name}`", hint=suggest(str(name), names))


def _endpoints(stack: Stack) -> tuple[EndpointStatus, ...]:
    from compiler.provider.records import EndpointRecord
    from compiler.provider.status import endpoint_records, status_of_endpoint

    def describe(record: EndpointRecord) -> EndpointStatus:
        seen = status_of_endpoint(stack.private, stack.project, stack.environment, record.name)
        state = seen.state if seen else "stopped"
        version = int(record.version) if record.version.isdigit() else None
        return EndpointStatus(record.name, record.url, state, record.process.pid, record.model, version)

    return tuple(map(describe, endpoint_records(stack.private, stack.project, stack.environment)))


def _models(stack: Stack) -> tuple[ModelStatus, ...]:
    from compiler.provider.registry import champion, list_versions, previous

    key = (stack.private, stack.project, stack.environment)
    names: Iterable[str] = sorted({item.model for item in list_versions(*key) if item.retired is None})
    found, rolled_back = [], {item.model: item for item in held(stack)}
    for name in names:
        now, before = champion(*key, name), previous(*key, name)
        numbers = (now.version if now else None, before.version if before else None)
        chosen = chosen_by_search(stack, name)
        found.append(ModelStatus(name, *numbers, now.metrics if now else {}, chosen, rolled_back.get(name)))
    return tuple(found)
