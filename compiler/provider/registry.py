"""Training runs, model versions and the pointers `champion` and `previous` of a workspace: plain values in and out."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from compiler.model.provenance import Provenance
from compiler.provider.database import reading, transaction
from compiler.provider.history import (
    GONE,
    PROMOTE,
    THIS,
    UP,
    WITHDRAWN,
    Hold,
    ModelKey,
    drop_hold,
    hold_of,
    holds_back,
    origin_of,
    record_move,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A training that passed its gates. `created` is in seconds since 1970."""

    fingerprint: str
    artifact: str
    metrics: dict[str, float]
    gates: list[dict[str, object]]
    seconds: float
    created: float


@dataclass(frozen=True, slots=True)
class Training:
    """Where and from what a run was made; empty where that was not recorded. `at` is in seconds since 1970."""

    fingerprint: str
    environment: str
    data: str
    at: float
    by: Provenance


@dataclass(frozen=True, slots=True)
class Version:
    """A model version of a stack. `retired` is when it left the stack, in seconds since 1970, or None."""

    project: str
    environment: str
    model: str
    version: int
    artifact: str
    metrics: dict[str, float]
    gates: list[dict[str, object]]
    owner: str
    created: float
    retired: float | None


_VERSION_COLUMNS = "project, environment, model, version, artifact, metrics, gates, owner, created, retired"


def find_run(private: Path, fingerprint: str) -> Run | None:
    """The stored run of a fingerprint."""
    return next(iter(_runs(private, "fingerprint = ?", (fingerprint,))), None)


def runs_starting(private: Path, start: str) -> tuple[Run, ...]:
    """The stored runs whose fingerprint starts so."""
    return _runs(private, "substr(fingerprint, 1, ?) = ?", (len(start), start))


def _runs(private: Path, where: str, values: tuple[object, ...]) -> tuple[Run, ...]:
    with reading(private) as connection:
        if connection is None:
            return ()
        rows = connection.execute(
            f"SELECT fingerprint, artifact, metrics, gates, seconds, created FROM runs WHERE {where}", values
        ).fetchall()
        return tuple(_run(row) for row in rows)


def _run(row: tuple) -> Run:
    (key, artifact), (seconds, created) = _texts(row[:2]), _numbers(row[4:])
    return Run(key, artifact, _metrics(row[2]), _gates(row[3]), seconds, created)


def add_run(private: Path, run: Run, project: str, environment: str, data: str = "") -> None:
    """Store a run, or what a repetition of it gave, and that a stack uses it; once, which stack made it from what."""
    values = (run.fingerprint, run.artifact, json.dumps(run.metrics), json.dumps(run.gates), run.seconds, run.created)
    with transaction(private) as connection:
        again = connection.execute(
            "SELECT 1 FROM runs WHERE fingerprint = ? AND created = ?", (run.fingerprint, run.created)
        ).fetchone()
        connection.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET"
            " artifact = excluded.artifact, metrics = excluded.metrics, gates = excluded.gates,"
            " seconds = excluded.seconds, created = excluded.created",
            values,
        )
        connection.execute("INSERT OR IGNORE INTO uses VALUES (?, ?, ?)", (run.fingerprint, project, environment))
        if again:
            return
        by = origin_of(connection, project, environment)
        connection.execute(
            "INSERT OR REPLACE INTO trainings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (run.fingerprint, project, environment, data, by.who, by.commit, by.dirty, by.pull),
        )


def list_trainings(private: Path, artifact: str) -> tuple[Training, ...]:
    """The trainings that gave an artifact, the first one first."""
    with reading(private) as connection:
        if connection is None:
            return ()
        rows = connection.execute(
            "SELECT runs.fingerprint, environment, data, created, who, revision, dirty, pull FROM runs"
            " LEFT JOIN trainings ON runs.fingerprint = trainings.fingerprint WHERE artifact = ? ORDER BY created",
            (artifact,),
        ).fetchall()
        return tuple(_training(row) for row in rows)


def _training(row: tuple) -> Training:
    fingerprint, environment, data, at, who, commit, dirty, pull = row
    by = Provenance(who or "", commit or "", bool(dirty), pull or "")
    return Training(fingerprint, environment or "", data or "", at, by)


def list_versions(private: Path, project: str, environment: str, model: str | None = None) -> tuple[Version, ...]:
    """The versions of a stack's models, by model and number; retired ones included."""
    with reading(private) as connection:
        if connection is None:
            return ()
        rows = connection.execute(
            f"SELECT {_VERSION_COLUMNS} FROM versions WHERE project = ? AND environment = ?"
            " AND (? IS NULL OR model = ?) ORDER BY model, version",
            (project, environment, model, model),
        ).fetchall()
        return tuple(_version(row) for row in rows)


def champion(private: Path, project: str, environment: str, model: str) -> Version | None:
    """The version that the champion pointer names."""
    return _pointed(private, ModelKey(project, environment, model), "champion")


def previous(private: Path, project: str, environment: str, model: str) -> Version | None:
    """The champion before the champion."""
    return _pointed(private, ModelKey(project, environment, model), "previous")


def _pointed(private: Path, key: ModelKey, name: str) -> Version | None:
    with reading(private) as connection:
        if connection is None:
            return None
        row = connection.execute(
            f"SELECT {_VERSION_COLUMNS} FROM versions WHERE {THIS} AND version ="
            f" (SELECT version FROM pointers WHERE {THIS} AND name = ?)",
            (*key.values, *key.values, name),
        ).fetchone()
        return _version(row) if row else None


def register(
    private: Path,
    key: ModelKey,
    artifact: str,
    metrics: dict[str, float],
    gates: list[dict[str, object]],
    owner: str,
    lowest: int = 1,
) -> int:
    """The version that stands when an artifact is registered: its own, or the one that a rollback keeps in its place.

    It is the champion. An artifact that has a number keeps it. A new number is `lowest` or more: a registry that was
    lost goes on where the state says that it was.
    """
    with transaction(private) as connection:
        hold = hold_of(connection, key)
        lasts = hold is not None and holds_back(connection, hold, artifact)
        if not lasts:
            drop_hold(connection, key)
        version = _put(connection, key, artifact, (json.dumps(metrics), json.dumps(gates), owner), lowest)
        if hold is not None and lasts:
            return hold.version
        promote(connection, key, version, artifact)
    return version


def held_back(private: Path, key: ModelKey, artifact: str) -> Hold | None:
    """The rollback that keeps another version in the place of this artifact's."""
    with reading(private) as connection:
        hold = None if connection is None else hold_of(connection, key)
        return hold if connection and hold and holds_back(connection, hold, artifact) else None


def _put(connection: sqlite3.Connection, key: ModelKey, artifact: str, measured: tuple[str, ...], lowest: int) -> int:
    row = connection.execute(
        f"SELECT version FROM versions WHERE {THIS} AND artifact = ?", (*key.values, artifact)
    ).fetchone()
    if row:
        connection.execute(
            f"UPDATE versions SET metrics = ?, gates = ?, owner = ?, retired = NULL WHERE {THIS} AND version = ?",
            (*measured, *key.values, int(row[0])),
        )
        return int(row[0])
    highest = connection.execute(f"SELECT max(version) FROM versions WHERE {THIS}", key.values).fetchone()[0]
    version = max(int(highest or 0) + 1, lowest)
    connection.execute(
        f"INSERT INTO versions ({_VERSION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (*key.values, version, artifact, *measured, time.time()),
    )
    return version


def promote(connection: sqlite3.Connection, key: ModelKey, version: int, artifact: str, kind: str = UP) -> None:
    """Move the champion pointer, unless it is there, and put that down."""
    row = connection.execute(f"SELECT version FROM pointers WHERE {THIS} AND name = 'champion'", key.values).fetchone()
    if row and int(row[0]) == version:
        return
    if row:
        point(connection, key, "previous", int(row[0]))
    point(connection, key, "champion", version)
    promoted = connection.execute(
        f"SELECT source, source_version FROM promotions WHERE {THIS} AND artifact = ?", (*key.values, artifact)
    ).fetchone()
    if kind == UP and promoted:
        record_move(connection, key, version, artifact, PROMOTE, promoted)
    else:
        record_move(connection, key, version, artifact, kind)


def point(connection: sqlite3.Connection, key: ModelKey, name: str, version: int) -> None:
    """Set a pointer, `champion` or `previous`."""
    connection.execute(
        "INSERT OR REPLACE INTO pointers (project, environment, model, name, version) VALUES (?, ?, ?, ?, ?)",
        (*key.values, name, version),
    )


def retire(private: Path, key: ModelKey, owner: str) -> None:
    """Mark the versions of an owner as gone from their stack; those that another has taken over since stay.

    When no newer version took its place the whole model goes, and with it its pointers and what was decided about them.
    """
    with transaction(private) as connection:
        rows = connection.execute(
            f"UPDATE versions SET retired = ? WHERE {THIS} AND owner = ? AND retired IS NULL RETURNING version",
            (time.time(), *key.values, owner),
        ).fetchall()
        hold = hold_of(connection, key)
        kept = -1 if hold is None else hold.version
        left = connection.execute(
            f"SELECT version FROM versions WHERE {THIS} AND retired IS NULL AND version != ?", (*key.values, kept)
        ).fetchall()
        pointer = connection.execute(
            f"SELECT version FROM pointers WHERE {THIS} AND name = 'champion'", key.values
        ).fetchone()
        if rows and pointer and (pointer in rows or not left):
            _forget(connection, key)


def _forget(connection: sqlite3.Connection, key: ModelKey) -> None:
    drop_hold(connection, key)
    connection.execute(f"DELETE FROM pointers WHERE {THIS}", key.values)
    connection.execute(f"DELETE FROM promotions WHERE {THIS}", key.values)
    record_move(connection, key, 0, "", GONE)


def withdraw(private: Path, key: ModelKey, artifact: str) -> None:
    """Undo a registration that nobody waits for any more: the champion before it is the champion again."""
    with transaction(private) as connection:
        row = connection.execute(
            f"UPDATE versions SET retired = ? WHERE {THIS} AND artifact = ? AND retired IS NULL RETURNING version",
            (time.time(), *key.values, artifact),
        ).fetchone()
        pointers = dict(connection.execute(f"SELECT name, version FROM pointers WHERE {THIS}", key.values).fetchall())
        if row is None or pointers.get("champion") != row[0]:
            return
        connection.execute(f"DELETE FROM pointers WHERE {THIS}", key.values)
        former = connection.execute(
            f"SELECT version, artifact FROM versions WHERE {THIS} AND version = ? AND retired IS NULL",
            (*key.values, pointers.get("previous")),
        ).fetchone()
        if former:
            promote(connection, key, int(former[0]), str(former[1]), WITHDRAWN)
        else:
            record_move(connection, key, 0, "", GONE)


def _version(row: tuple) -> Version:
    """Raises ValueError when a value is not what it should be: the file may have been changed from outside."""
    project, environment, model, artifact, owner = _texts((*row[:3], row[4], row[7]))
    number, retired = row[3], row[9]
    if not isinstance(number, int) or number < 1:
        raise ValueError(f"`{model}` has a version that is no number")
    (created,) = _numbers(row[8:9])
    retired = None if retired is None else _numbers((retired,))[0]
    return Version(
        project, environment, model, number, artifact, _metrics(row[5]), _gates(row[6]), owner, created, retired
    )


def _texts(values: tuple) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise ValueError("a name is not text")
    return values


def _numbers(values: tuple) -> tuple[float, ...]:
    if not all(isinstance(value, (int, float)) for value in values):
        raise ValueError("a time is not a number")
    return values


def _metrics(text: object) -> dict[str, float]:
    found = _parsed(text)
    if not isinstance(found, dict) or not all(isinstance(value, (int, float)) for value in found.values()):
        raise ValueError("metrics that are not numbers by name")
    return found


def _gates(text: object) -> list[dict[str, object]]:
    found = _parsed(text)
    if not isinstance(found, list) or not all(isinstance(gate, dict) for gate in found):
        raise ValueError("gates that are not a list of objects")
    return found


def _parsed(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
