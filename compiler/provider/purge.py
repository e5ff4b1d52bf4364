"""What a stack leaves behind when it is destroyed, and how that goes for good: registry rows, artifacts, logs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from compiler.provider.artifacts import artifact_folder, remove_artifact
from compiler.provider.database import damaged, database_file, transaction
from compiler.provider.places import logs_folder
from compiler.provider.registry import list_versions
from compiler.source.files import remove_below

_OF_STACKS = ("versions", "pointers", "uses", "moves", "holds", "promotions", "origins")


def purge_stack(private: Path, project: str, environment: str) -> None:
    """Remove the logs, versions, runs and then unreferenced artifacts of a stack.

    Raises `Refused` (D021, D022, P016). Links that lead out of the private folder are not followed.
    """
    remove_below(private, logs_folder(private, project, environment))
    if not database_file(private).exists():
        return
    stack = (project, environment)
    with transaction(private) as connection:
        before = _artifacts(connection)
        for table in _OF_STACKS:
            connection.execute(f"DELETE FROM {table} WHERE project = ? AND environment = ?", stack)
        connection.execute("DELETE FROM runs WHERE fingerprint NOT IN (SELECT fingerprint FROM uses)")
        connection.execute("DELETE FROM trainings WHERE fingerprint NOT IN (SELECT fingerprint FROM runs)")
        # Inside the transaction: nobody can register one of them while it goes.
        for artifact in sorted(before - _artifacts(connection)):
            remove_artifact(private, artifact)


def kept(private: Path, project: str, environment: str) -> tuple[str, ...]:
    """What a destroyed stack has left, in words. Raises `Refused` (D021, D022)."""
    words: list[str] = []
    versions = list_versions(private, project, environment)
    if versions:
        try:
            folders = {artifact_folder(private, version.artifact) for version in versions}
        except ValueError as error:
            raise damaged(private, str(error)) from error
        size = sum(file.stat().st_size for folder in folders if folder.is_dir() for file in folder.iterdir())
        words.append(f"{_count(len(versions), 'model version')} in the registry")
        words.append(f"{_count(len(folders), 'trained model')} in {private.name}/artifacts ({size / 1e6:.1f} MB)")
    logs = logs_folder(private, project, environment)
    if logs.is_dir() and any(logs.iterdir()):
        words.append(f"logs in {private.name}/logs/{project}/{environment}")
    return tuple(words)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _artifacts(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT artifact FROM runs UNION SELECT artifact FROM versions UNION SELECT artifact FROM promotions"
    ).fetchall()
    return {row[0] for row in rows}
