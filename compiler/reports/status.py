"""What runs, and what a machine lacks, as text. In: records of an operation; out: text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from compiler.reports.outcome import metrics_line, parameters_line
from compiler.reports.plan import held_text
from compiler.reports.style import paint, plural, table

if TYPE_CHECKING:
    from compiler.operations import EndpointStatus, Finding, ModelStatus, Status

_UNFINISHED = "not finished; `modelwright up` goes on"


def status_text(status: Status, *, colour: bool) -> str:
    """Endpoints, models and resources of a project in an environment."""
    head = paint(f"{status.project} in {status.environment}", "bold", colour)
    if status.ask:
        return f"{head}: deployed by the Pulumi CLI and not looked at here; see: {status.ask}"
    if not status.resources:
        return f"{head}: nothing runs; `modelwright up` makes it."
    parts = [head]
    if status.endpoints:
        parts.append("Endpoints\n" + table([_endpoint(endpoint, colour) for endpoint in status.endpoints]))
    if status.models:
        parts.append("Models\n" + table([_model(model) for model in status.models]))
        parts += [held_text(model.held, status.project, status.environment) for model in status.models if model.held]
    rows = [(name, _UNFINISHED if name in status.unfinished else "") for name in status.resources]
    parts.append(f"{plural(len(status.resources), 'resource')}\n" + table(rows))
    return "\n\n".join(parts)


def findings_text(findings: Iterable[Finding], *, colour: bool) -> str:
    """One line per check; what is missing comes with a hint."""
    lines = []
    listed = list(findings)
    width = max((len(finding.name) for finding in listed), default=0)
    for finding in listed:
        mark = paint("ok     ", "green", colour) if finding.ok else paint("missing", "bold red", colour)
        lines.append(f"  {mark}  {finding.name.ljust(width)}  {finding.detail}".rstrip())
        if finding.hint and not finding.ok:
            lines.append(f"           {' ' * width}  {finding.hint}")
    return "\n".join(lines)


def _endpoint(endpoint: EndpointStatus, colour: bool) -> tuple[str, ...]:
    running = endpoint.state == "running"
    state = paint(endpoint.state.ljust(7), "green" if running else "bold red", colour)
    version = f"version {endpoint.version}" if endpoint.version is not None else ""
    return (
        endpoint.name,
        state,
        endpoint.url or "",
        version,
        f"pid {endpoint.pid}" if running and endpoint.pid else "",
    )


def _model(model: ModelStatus) -> tuple[str, ...]:
    champion = f"version {model.champion}" if model.champion is not None else "no version"
    previous = f"(before: {model.previous})" if model.previous is not None else ""
    chosen = f"tuned: {parameters_line(model.tuned)}" if model.tuned else ""
    return (model.name, champion, previous, metrics_line(model.metrics), chosen)
