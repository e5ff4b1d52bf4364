"""What a spec would say of a resource that stands: what is known of it goes in, an entry of a section comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from compiler.model.workspace import ProjectFile
from compiler.source.address import Address
from compiler.source.diagnostic import refuse

Columns = Callable[[Path, str], dict[str, object]]
"""The types of a table's columns, as a spec has them; of a file, which messages name as the text says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The entry, and what of it is left for the user to say."""

    value: dict[str, object]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The resource's properties, empty where only its id is known, and the spec that it is to be written into."""

    address: Address
    id: str
    properties: Mapping[str, object]
    tree: Mapping[str, object]
    root: Path
    private: Path
    project: ProjectFile


def draft(section: str, known: Known, columns: Columns) -> Draft:
    """Raises `Refused` (P041) for what no spec could hold."""
    drafts = {"datasets": lambda: _dataset(known, columns), "models": lambda: _model(known)}
    return drafts.get(section, lambda: _serving(known))()


def _dataset(known: Known, columns: Columns) -> Draft:
    path = PurePosixPath(known.id)
    if known.project.folder and not path.is_relative_to(known.project.folder):
        raise refuse(
            "P041",
            f"`{known.id}` is not below the folder of the project, where its data is",
            hint=f"move it below `{known.project.folder}`, and name its path from the workspace",
        )
    source = path.relative_to(known.project.folder).as_posix() if known.project.folder else known.id
    return Draft({"source": source, "columns": columns(known.root / known.id, known.id)}, ("checks",))


def _model(known: Known) -> Draft:
    from compiler.provider import read_sidecar, verified

    folder = verified(known.private, str(known.properties.get("artifact")))
    sidecar = read_sidecar(folder) if folder else {}
    target, gates, metrics = sidecar.get("target"), known.properties.get("gates"), known.properties.get("metrics")
    entry: dict[str, object] = {
        "dataset": _only(known.tree.get("datasets")),
        "target": target.get("name") if isinstance(target, dict) else None,
        "estimator": sidecar.get("estimator"),
        "params": sidecar.get("params") or None,
        "metrics": list(metrics) if isinstance(metrics, dict) else None,
        "gates": [gate["text"] for gate in gates] if isinstance(gates, list) else None,
    }
    return _without_gaps(entry, ("split",))


def _serving(known: Known) -> Draft:
    model = known.properties.get("model") or _only(known.tree.get("models"))
    return _without_gaps({"model": model, "port": known.properties.get("port")}, (), optional=("port",))


def _without_gaps(entry: Mapping[str, object], left: tuple[str, ...], optional: tuple[str, ...] = ()) -> Draft:
    gaps = tuple(key for key, value in entry.items() if not value and key not in optional)
    return Draft({key: value for key, value in entry.items() if value}, (*gaps, *left))


def _only(section: object) -> str | None:
    return str(next(iter(section))) if isinstance(section, dict) and len(section) == 1 else None
