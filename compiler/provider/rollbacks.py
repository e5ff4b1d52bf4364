"""Rollback of a model's champion pointer, and its end; both can be taken back when no server takes the version."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from compiler.provider.database import transaction
from compiler.provider.history import (
    ROLLBACK,
    THIS,
    UNDO,
    ModelKey,
    drop_hold,
    last_served,
    line_of,
    list_moves,
    moves_of,
    put_hold,
    record_move,
)
from compiler.provider.registry import champion, point, previous, promote

_TABLES = ("versions", "pointers", "holds", "moves", "promotions")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the registry says of a model, as rows by table."""

    key: ModelKey
    rows: dict[str, list[tuple]]


def rollback_target(private: Path, key: ModelKey) -> int | None:
    """The last version that served before the champion; None when there is none."""
    found = last_served(line_of(list_moves(private, key)))
    if found is not None:
        return found.version
    # A registry from before moves were recorded knows one step.
    now, before = champion(private, *key.values), previous(private, *key.values)
    return before.version if now and before and before.version != now.version else None


def roll_back(private: Path, key: ModelKey, version: int) -> Snapshot:
    """The version becomes the champion and stays it; what the registry said before."""
    with transaction(private) as connection:
        before = _snapshot(connection, key)
        (artifact,) = connection.execute(
            f"SELECT artifact FROM versions WHERE {THIS} AND version = ?", (*key.values, version)
        ).fetchone()
        (now,) = connection.execute(
            f"SELECT version FROM pointers WHERE {THIS} AND name = 'champion'", key.values
        ).fetchone()
        put_hold(connection, key, version, artifact, now)
        # What was promoted is taken back with it: only another promotion brings it again.
        connection.execute(f"DELETE FROM promotions WHERE {THIS}", key.values)
        connection.execute(f"UPDATE versions SET retired = NULL WHERE {THIS} AND version = ?", (*key.values, version))
        record_move(connection, key, version, artifact, ROLLBACK)
        connection.execute(f"DELETE FROM pointers WHERE {THIS}", key.values)
        point(connection, key, "champion", version)
        if further := last_served(line_of(moves_of(connection, key))):
            point(connection, key, "previous", further.version)
    return before


def undo_rollback(private: Path, key: ModelKey, artifact: str) -> Snapshot:
    """The artifact, which is what the spec describes, is the champion again; what the registry said before."""
    with transaction(private) as connection:
        before = _snapshot(connection, key)
        drop_hold(connection, key)
        (version,) = connection.execute(
            f"SELECT version FROM versions WHERE {THIS} AND artifact = ?", (*key.values, artifact)
        ).fetchone()
        connection.execute(f"UPDATE versions SET retired = NULL WHERE {THIS} AND version = ?", (*key.values, version))
        promote(connection, key, version, artifact, UNDO)
    return before


def restore(private: Path, snapshot: Snapshot) -> None:
    """The registry says of a model what it said then."""
    with transaction(private) as connection:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE {THIS}", snapshot.key.values)
            for row in snapshot.rows[table]:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)


def _snapshot(connection: sqlite3.Connection, key: ModelKey) -> Snapshot:
    rows = {
        table: connection.execute(f"SELECT * FROM {table} WHERE {THIS}", key.values).fetchall() for table in _TABLES
    }
    return Snapshot(key, rows)
