"""Every trace that stacks leave on this machine: states, records, logs, compiled programs, rows of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from compiler.provider.database import reading
from compiler.source.diagnostic import Refused
from compiler.source.files import remove_below

_OF_STATE = (".json", ".engine", ".tags")
_FOLDERS = ("endpoints", "logs", "runs/serve", "runs/check")
"""Each has a folder for the project, and in it one for the environment."""


def stacks_with_traces(private: Path) -> frozenset[tuple[str, str]]:
    """Project and environment of each. A registry that cannot be read hides only what has left no other trace."""
    found = set(_on_disk(private))
    with suppress(Refused):
        found.update(_registered(private))
    return frozenset(found)


def _on_disk(private: Path) -> Iterator[tuple[str, str]]:
    for file in (private / "state").glob("*/*"):
        if file.suffix in _OF_STATE:
            yield file.parent.name, file.stem
    for folder in _FOLDERS:
        for path in (private / folder).glob("*/*"):
            yield path.parent.name, path.name
    for path in (private / "build").glob("*.*"):
        project, _, environment = path.name.rpartition(".")
        yield project, environment


def _registered(private: Path) -> Iterator[tuple[str, str]]:
    with reading(private) as connection:
        if connection is not None:
            rows = connection.execute(
                "SELECT project, environment FROM versions UNION SELECT project, environment FROM uses"
            )
            yield from [(str(project), str(environment)) for project, environment in rows]


def remove_traces(private: Path, project: str, environment: str) -> None:
    """Of a stack that holds nothing any more what is not history: folders that only it had."""
    for folder in _FOLDERS:
        remove_below(private, private / folder / project / environment)
    for half_written in (private / "state" / project).glob(f".{environment}.*.tmp"):
        half_written.unlink(missing_ok=True)
    for folder in ("build", "pulumi/work"):
        remove_below(private, private / folder / f"{project}.{environment}")
