"""What this machine knows of models that were trained: the one in place, and the one of a preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from compiler.model.plan import GateStatus
from compiler.model.preview import preview_name
from compiler.model.review import Measured
from compiler.model.workspace import Workspace
from compiler.pipeline import Session
from compiler.source.diagnostic import Refused


def measured(session: Session, project: str, model: str, pull: int | None) -> tuple[Measured | None, Measured | None]:
    """The champion of the session's environment, and that of the preview that inherits from it; None where unknown."""
    from compiler.provider import read_tags

    private = session.workspace.private
    champion = _measured(private, project, session.environment, model)
    tags = read_tags(private, project, preview_name(pull)) if pull else None
    if tags is None or tags.base != session.environment:
        return champion, None
    return champion, _measured(private, project, tags.environment, model)


def endpoints_of(workspace: Workspace, pull: int, projects: Iterable[str]) -> dict[str, str]:
    """The URLs at which a preview answers on this machine, by `project/endpoint`."""
    from compiler.provider.status import endpoint_records

    found: dict[str, str] = {}
    for project in sorted(set(projects)):
        try:
            records = endpoint_records(workspace.private, project, preview_name(pull))
        except Refused:  # a damaged record is told by whoever works with it
            continue
        found |= {f"{project}/{record.name}": record.url for record in records}
    return found


def _measured(private: Path, project: str, environment: str, model: str) -> Measured | None:
    from compiler.provider import read_sidecar, verified
    from compiler.provider.registry import champion

    try:
        version = champion(private, project, environment, model)
        folder = verified(private, version.artifact) if version else None
        sidecar = read_sidecar(folder) if folder else {}
    except (Refused, OSError, ValueError):
        return None
    if version is None:
        return None
    profile = sidecar.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    columns, rows = profile.get("columns"), profile.get("rows")
    means = {
        str(name): float(column["mean"])
        for name, column in (columns.items() if isinstance(columns, Mapping) else ())
        if isinstance(column, Mapping) and isinstance(column.get("mean"), (int, float))
    }
    gates = tuple(map(_gate, version.gates))
    return Measured(environment, version.version, version.metrics, gates, rows if isinstance(rows, int) else 0, means)


def _gate(gate: Mapping[str, object]) -> GateStatus:
    value, passed = gate.get("value"), gate.get("passed")
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return GateStatus(str(gate.get("text")), number, passed if isinstance(passed, bool) else None)
