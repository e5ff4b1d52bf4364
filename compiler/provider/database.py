"""The registry's file: its tables, one transaction at a time; damage becomes a diagnostic that names the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from compiler.source.diagnostic import Refused, refuse

_VERSION = 2
_TABLES = (
    "CREATE TABLE runs (fingerprint TEXT PRIMARY KEY, artifact TEXT NOT NULL, metrics TEXT NOT NULL,"
    " gates TEXT NOT NULL, seconds REAL NOT NULL, created REAL NOT NULL)",
    "CREATE TABLE uses (fingerprint TEXT NOT NULL REFERENCES runs (fingerprint) ON DELETE CASCADE,"
    " project TEXT NOT NULL, environment TEXT NOT NULL, PRIMARY KEY (fingerprint, project, environment))",
    "CREATE TABLE versions (project TEXT NOT NULL, environment TEXT NOT NULL, model TEXT NOT NULL,"
    " version INTEGER NOT NULL, artifact TEXT NOT NULL, metrics TEXT NOT NULL, gates TEXT NOT NULL,"
    " owner TEXT NOT NULL, created REAL NOT NULL, retired REAL,"
    " PRIMARY KEY (project, environment, model, version))",
    "CREATE TABLE pointers (project TEXT NOT NULL, environment TEXT NOT NULL, model TEXT NOT NULL,"
    " name TEXT NOT NULL CHECK (name IN ('champion', 'previous')), version INTEGER NOT NULL,"
    " PRIMARY KEY (project, environment, model, name))",
)
_HISTORY = (
    "TABLE moves (id INTEGER PRIMARY KEY, project TEXT NOT NULL, environment TEXT NOT NULL, model TEXT NOT NULL,"
    " version INTEGER NOT NULL, artifact TEXT NOT NULL, kind TEXT NOT NULL, served INTEGER NOT NULL, at REAL NOT NULL,"
    " who TEXT NOT NULL, revision TEXT NOT NULL, dirty INTEGER NOT NULL, pull TEXT NOT NULL,"
    " source TEXT NOT NULL, source_version INTEGER NOT NULL)",
    "TABLE holds (project TEXT NOT NULL, environment TEXT NOT NULL, model TEXT NOT NULL, version INTEGER NOT NULL,"
    " held TEXT NOT NULL, instead INTEGER NOT NULL, at REAL NOT NULL, who TEXT NOT NULL, revision TEXT NOT NULL,"
    " dirty INTEGER NOT NULL, PRIMARY KEY (project, environment, model))",
    "TABLE promotions (project TEXT NOT NULL, environment TEXT NOT NULL, model TEXT NOT NULL,"
    " fingerprint TEXT NOT NULL, artifact TEXT NOT NULL,"
    " source TEXT NOT NULL, source_version INTEGER NOT NULL, PRIMARY KEY (project, environment, model))",
    "TABLE origins (project TEXT NOT NULL, environment TEXT NOT NULL, who TEXT NOT NULL, revision TEXT NOT NULL,"
    " dirty INTEGER NOT NULL, pull TEXT NOT NULL, PRIMARY KEY (project, environment))",
    "TABLE trainings (fingerprint TEXT PRIMARY KEY, project TEXT NOT NULL, environment TEXT NOT NULL,"
    " data TEXT NOT NULL, who TEXT NOT NULL, revision TEXT NOT NULL, dirty INTEGER NOT NULL,"
    " pull TEXT NOT NULL)",
)
"""Since version 2: what became of the pointers, and from which commit."""


def database_file(private: Path) -> Path:
    """Where the registry is."""
    return private / "registry.sqlite"


@contextmanager
def transaction(private: Path) -> Generator[sqlite3.Connection]:
    """Write, all or nothing; waits up to 30 s for other writers. Raises `Refused` (D021) when the file is damaged."""
    path = database_file(private)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _diagnosed(path), closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _prepare(connection, path)
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


@contextmanager
def reading(private: Path) -> Generator[sqlite3.Connection | None]:
    """Read one state of the registry; None when there is none yet. Raises `Refused` (D021) when it is damaged."""
    path = database_file(private)
    if not path.exists():
        yield None
        return
    with _diagnosed(path), closing(_connect(path)) as connection:
        connection.execute("BEGIN")
        version = _version(connection, path)
        if version == 1:
            # Looking changes no file: what such a registry does not have yet is empty.
            for table in _HISTORY:
                connection.execute(f"CREATE TEMP {table}")
        yield connection if version else None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection, path)
    if version == _VERSION:
        return
    for statement in _TABLES if version == 0 else ():
        connection.execute(statement)
    for table in _HISTORY:
        connection.execute(f"CREATE {table}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise refuse(
            "D021",
            f"the registry `{path.parent.name}/{path.name}` has format {version}, and only up to {_VERSION} are known",
            hint="it was written by a newer version of Modelwright; use that one",
        )
    return version


@contextmanager
def _diagnosed(path: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise refuse(
            "D022",
            f"the registry `{path.parent.name}/{path.name}` cannot be used: {error}",
            hint="see that no other program holds it, that it can be written, and that the disk has room",
        ) from error
    except (sqlite3.DatabaseError, ValueError) as error:
        # ValueError: a row that can be read and makes no sense.
        raise damaged(path.parent, str(error)) from error


def damaged(private: Path, reason: str) -> Refused:
    """The refusal (D021) of a registry that cannot be understood."""
    path = database_file(private)
    return refuse(
        "D021",
        f"the registry `{path.parent.name}/{path.name}` is damaged: {reason}",
        hint=f"move `{path.name}` away and run `modelwright up`: the models of each state are registered again",
    )
