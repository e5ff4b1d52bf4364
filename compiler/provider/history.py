"""What became of the champion pointers of a workspace: moves, rollbacks that last, who did it and from which commit."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.model.provenance import Provenance
from compiler.provider.database import reading, transaction

GONE, UP, ROLLBACK, WITHDRAWN, UNDO, PROMOTE = "gone", "up", "rollback", "withdrawn", "undo", "promote"


@dataclass(frozen=True, slots=True)
class ModelKey:
    """A model of a stack."""

    project: str
    environment: str
    model: str

    @property
    def values(self) -> tuple[str, str, str]:
        """As SQL parameters."""
        return (self.project, self.environment, self.model)


@dataclass(frozen=True, slots=True)
class Move:
    """A version that became the champion. `at` is in seconds since 1970.

    `kind` is one of the words above; `served` tells that an endpoint has served it since. A promotion has the
    environment and the version that it came from.
    """

    key: ModelKey
    version: int
    artifact: str
    kind: str
    served: bool
    at: float
    by: Provenance
    source: str
    source_version: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A rollback that lasts: `version` stays the champion although the spec describes `instead`.

    `held` are the artifacts, and the fingerprints of their trainings, that do not take its place by themselves.
    """

    key: ModelKey
    version: int
    held: frozenset[str]
    instead: int
    at: float
    by: Provenance


THIS = "project = ? AND environment = ? AND model = ?"
_MOVE = "version, artifact, kind, served, at, who, revision, dirty, pull, source, source_version"
_HOLD = "model, version, held, instead, at, who, revision, dirty"


def set_origin(private: Path, project: str, environment: str, by: Provenance) -> None:
    """What is registered in the stack from now on is of this origin."""
    with transaction(private) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?, ?)",
            (project, environment, by.who, by.commit, by.dirty, by.pull),
        )


def origin_of(connection: sqlite3.Connection, project: str, environment: str) -> Provenance:
    """Who works on a stack, as far as that was told."""
    row = connection.execute(
        "SELECT who, revision, dirty, pull FROM origins WHERE project = ? AND environment = ?", (project, environment)
    ).fetchone()
    return _provenance(*row) if row else Provenance()


def list_moves(private: Path, key: ModelKey) -> tuple[Move, ...]:
    """Oldest first."""
    with reading(private) as connection:
        return () if connection is None else moves_of(connection, key)


def list_holds(private: Path, project: str, environment: str) -> tuple[Hold, ...]:
    """The rollbacks of a stack that last, by model."""
    with reading(private) as connection:
        if connection is None:
            return ()
        rows = connection.execute(
            f"SELECT {_HOLD} FROM holds WHERE project = ? AND environment = ? ORDER BY model", (project, environment)
        ).fetchall()
        return tuple(_hold(project, environment, row) for row in rows)


def hold_of(connection: sqlite3.Connection, key: ModelKey) -> Hold | None:
    """The rollback of a model that lasts."""
    row = connection.execute(f"SELECT {_HOLD} FROM holds WHERE {THIS}", key.values).fetchone()
    return _hold(key.project, key.environment, row) if row else None


def holds_back(connection: sqlite3.Connection, hold: Hold, artifact: str) -> bool:
    """Whether the rollback lasts when this artifact is registered: it, or a training like its, was rolled back.

    It does not when the artifact was promoted since.
    """
    promoted = f"SELECT 1 FROM promotions WHERE {THIS} AND artifact = ?"
    if connection.execute(promoted, (*hold.key.values, artifact)).fetchone():
        return False
    return bool(hold.held.intersection((artifact, *_fingerprints(connection, artifact))))


def record_move(
    connection: sqlite3.Connection,
    key: ModelKey,
    version: int,
    artifact: str,
    kind: str,
    source: tuple[str, int] = ("", 0),
) -> None:
    """Put down that a version became the champion, or with `GONE` that there is none any more."""
    by = origin_of(connection, key.project, key.environment)
    connection.execute(
        f"INSERT INTO moves (project, environment, model, {_MOVE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key.values, version, artifact, kind, False, time.time(), by.who, by.commit, by.dirty, by.pull, *source),
    )


def mark_served(private: Path, key: ModelKey, version: int) -> None:
    """An endpoint serves the version, if it is the one that became the champion last."""
    with transaction(private) as connection:
        connection.execute(
            f"UPDATE moves SET served = TRUE WHERE version = ? AND NOT served AND id ="
            f" (SELECT max(id) FROM moves WHERE {THIS})",
            (version, *key.values),
        )


def put_hold(connection: sqlite3.Connection, key: ModelKey, version: int, artifact: str, instead: int) -> None:
    """From now on the version stays the champion, in the place of the present one, and of those it was put before."""
    former = hold_of(connection, key)
    rows = connection.execute(f"SELECT artifact FROM versions WHERE {THIS} AND version = ?", (*key.values, instead))
    artifacts = [str(row[0]) for row in rows.fetchall()]
    held = {*artifacts, *(item for name in artifacts for item in _fingerprints(connection, name))}
    held |= former.held if former else frozenset()
    held -= {artifact, *_fingerprints(connection, artifact)}
    drop_hold(connection, key)
    by = origin_of(connection, key.project, key.environment)
    told = former.instead if former else instead
    connection.execute(
        f"INSERT INTO holds (project, environment, {_HOLD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key.values, version, json.dumps(sorted(held)), told, time.time(), by.who, by.commit, by.dirty),
    )


def drop_hold(connection: sqlite3.Connection, key: ModelKey) -> None:
    """The rollback of a model, if there is one, has ended; the version that it kept is history again."""
    hold = hold_of(connection, key)
    if hold is None:
        return
    connection.execute(f"DELETE FROM holds WHERE {THIS}", key.values)
    connection.execute(
        f"UPDATE versions SET retired = ? WHERE {THIS} AND version = ?", (time.time(), *key.values, hold.version)
    )


def line_of(moves: Iterable[Move]) -> list[Move]:
    """The champions in the order in which they stand behind each other, the present one last.

    A rollback takes away what came after the version that it goes to; the end of a stack takes all.
    """
    line: list[Move] = []
    for move in moves:
        if move.kind == GONE:
            line = []
        elif move.kind in (ROLLBACK, WITHDRAWN):
            while line and line[-1].version != move.version:
                line.pop()
            line = line or [move]
        else:
            line.append(move)
    return line


def last_served(line: Sequence[Move]) -> Move | None:
    """Of the champions before the present one the last that served; where nothing of them was ever served, the last."""
    present = line[-1].version if line else None
    before = [move for move in line[:-1] if move.version != present]
    served = [move for move in before if move.served]
    return next(iter(reversed(served or before)), None)


def moves_of(connection: sqlite3.Connection, key: ModelKey) -> tuple[Move, ...]:
    """Oldest first, within a transaction."""
    rows = connection.execute(f"SELECT {_MOVE} FROM moves WHERE {THIS} ORDER BY id", key.values).fetchall()
    return tuple(
        Move(key, row[0], row[1], row[2], bool(row[3]), row[4], _provenance(*row[5:9]), row[9], row[10]) for row in rows
    )


def _hold(project: str, environment: str, row: tuple) -> Hold:
    model, version, held, instead, at, *by = row
    listed = json.loads(held)
    if not isinstance(listed, list) or not isinstance(version, int):
        raise ValueError(f"the rollback of `{model}` makes no sense")
    key = ModelKey(project, environment, model)
    return Hold(key, version, frozenset(map(str, listed)), instead, at, _provenance(*by))


def _provenance(who: str, commit: str, dirty: int, pull: str = "") -> Provenance:
    return Provenance(who, commit, bool(dirty), pull)


def _fingerprints(connection: sqlite3.Connection, artifact: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT fingerprint FROM runs WHERE artifact = ?", (artifact,)).fetchall()
    return tuple(str(row[0]) for row in rows)
