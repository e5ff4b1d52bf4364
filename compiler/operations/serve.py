"""`status`, `logs` and `predict`: what a session's stack is doing, and asking it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from compiler.model.stack import Stack
from compiler.operations.prepare import named_stack
from compiler.operations.project import project_name
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, refuse
from compiler.source.nearest import suggest


@dataclass(frozen=True, slots=True)
class EndpointStatus:
    """`state` is `running`, `down` (its process ended) or `not answering`."""

    name: str
    url: str
    state: str
    pid: int
    model: str
    version: int | None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The champion's and its predecessor's version numbers, and the champion's metrics."""

    name: str
    champion: int | None
    previous: int | None
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Status:
    """`resources` are the addresses in the stack's state."""

    project: str
    environment: str
    resources: tuple[str, ...]
    endpoints: tuple[EndpointStatus, ...]
    models: tuple[ModelStatus, ...]


@dataclass(frozen=True, slots=True)
class LogFile:
    """`name` is the resource that wrote it, such as `TrainingRun.churn`."""

    name: str
    path: Path


def status(session: Session) -> Checked[Status]:
    """What is recorded and what really runs; needs no valid spec."""

    def run(_: Keep) -> Status:
        from compiler.operations.engine import embedded_engine

        stack = named_stack(session, project_name(session))
        with embedded_engine() as (engine, _provider):
            resources = tuple(str(step.address) for step in engine.resources(stack))
        return Status(stack.project, stack.environment, resources, _endpoints(stack), _models(stack))

    return collect(run)


def logs(session: Session, name: str | None) -> Checked[tuple[LogFile, ...]]:
    """The logs of the stack's resources; `name` chooses those of one resource, by address or by its last part."""

    def run(_: Keep) -> tuple[LogFile, ...]:
        stack = named_stack(session, project_name(session))
        found = [LogFile(path.stem, path) for path in sorted(stack.logs.glob("*.log"))]
        chosen = [log for log in found if name is None or name in (log.name, log.name.partition(".")[2])]
        if name is not None and not chosen:
            raise refuse("O002", f"there is no log of `{name}`", hint=suggest(name, [log.name for log in found]))
        return tuple(chosen)

    return collect(run)


def predict(session: Session, endpoint: str | None, rows: list[dict[str, object]]) -> Checked[list[dict[str, object]]]:
    """Ask an endpoint of the stack (None: its only one) for predictions, one per row."""

    def run(_: Keep) -> list[dict[str, object]]:
        from compiler.provider.calls import call, message_of

        chosen = _choose(_endpoints(named_stack(session, project_name(session))), endpoint)
        if chosen.state == "down":
            raise refuse(
                "O004", f"endpoint `{chosen.name}` is down: its process ended", hint="`modelwright up` starts it again"
            )
        try:
            code, body = call(int(chosen.url.rpartition(":")[2]), "POST", "/predict", {"rows": rows})
        except OSError as error:
            raise refuse("O004", f"endpoint `{chosen.name}` does not answer: {error}", hint="see its log") from error
        predictions = body.get("predictions")
        if code != 200 or not isinstance(predictions, list):
            raise refuse("O005", f"endpoint `{chosen.name}` refused the rows: {message_of(code, body)}")
        return predictions

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
        state = {"stopped": "down"}.get(seen.state, seen.state) if seen else "down"
        version = int(record.version) if record.version.isdigit() else None
        return EndpointStatus(record.name, record.url, state, record.process.pid, record.model, version)

    return tuple(map(describe, endpoint_records(stack.private, stack.project, stack.environment)))


def _models(stack: Stack) -> tuple[ModelStatus, ...]:
    from compiler.provider.registry import champion, list_versions, previous

    key = (stack.private, stack.project, stack.environment)
    names: Iterable[str] = sorted({item.model for item in list_versions(*key) if item.retired is None})
    found = []
    for name in names:
        now, before = champion(*key, name), previous(*key, name)
        numbers = (now.version if now else None, before.version if before else None)
        found.append(ModelStatus(name, *numbers, now.metrics if now else {}))
    return tuple(found)
