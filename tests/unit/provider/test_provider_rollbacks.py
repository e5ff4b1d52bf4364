"""Rollbacks in the registry: where they go, what they hold back, and what ends them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from compiler.model.provenance import Provenance
from compiler.provider import registry
from compiler.provider.database import database_file
from compiler.provider.history import ModelKey, list_holds, list_moves, mark_served, set_origin
from compiler.provider.purge import purge_stack
from compiler.provider.registry import Run
from compiler.provider.rollbacks import restore, roll_back, rollback_target, undo_rollback

KEY = ModelKey("churn", "local", "churn")


def up(private: Path, artifact: str, owner: str | None = None, served: bool = True) -> int:
    """The version that stands then; another artifact is another resource, and the one before it goes."""
    number = registry.register(private, KEY, artifact, {"auc": 0.9}, [], owner or artifact)
    if served:
        mark_served(private, KEY, number)
    return number


def champion(private: Path) -> int | None:
    found = registry.champion(private, *KEY.values)
    return found.version if found else None


def back(private: Path) -> int | None:
    """Roll back; the version that stands then."""
    target = rollback_target(private, KEY)
    if target is not None:
        roll_back(private, KEY, target)
        mark_served(private, KEY, target)
    return target


@pytest.fixture
def three(tmp_path: Path) -> Path:
    for artifact in ("a", "b", "c"):
        up(tmp_path, artifact)
    registry.retire(tmp_path, KEY, "a")
    registry.retire(tmp_path, KEY, "b")
    return tmp_path


def test_each_rollback_goes_one_version_further(three: Path) -> None:
    assert [back(three), back(three), back(three)] == [2, 1, None]
    assert champion(three) == 1
    (hold,) = list_holds(three, "churn", "local")
    assert (hold.version, hold.instead, hold.held) == (1, 3, {"b", "c"})


def test_what_was_rolled_back_does_not_come_back_by_itself(three: Path) -> None:
    back(three)
    assert up(three, "c") == 2 and champion(three) == 2
    assert registry.held_back(three, KEY, "c") and not registry.held_back(three, KEY, "d")


def test_the_same_training_with_other_bytes_is_held_back_too(three: Path) -> None:
    registry.add_run(three, Run("f", "c", {}, [], 1.0, 2.0), "churn", "local")
    back(three)
    registry.add_run(three, Run("f", "c again", {}, [], 1.0, 2.0), "churn", "local")
    assert up(three, "c again") == 2


def test_another_model_ends_the_rollback(three: Path) -> None:
    back(three)
    assert up(three, "d") == 4 and champion(three) == 4
    assert list_holds(three, "churn", "local") == ()
    assert back(three) == 2, "version 3 was rolled back: it is not behind 4"


def test_the_spec_of_the_version_that_serves_ends_it(three: Path) -> None:
    back(three)
    assert up(three, "b", "new") == 2
    assert list_holds(three, "churn", "local") == () and up(three, "c") == 3


def test_undo_brings_back_what_the_spec_describes(three: Path) -> None:
    back(three), back(three)
    undo_rollback(three, KEY, "c")
    assert champion(three) == 3 and list_holds(three, "churn", "local") == ()
    assert [version.retired is None for version in registry.list_versions(three, *KEY.values)] == [False, False, True]
    assert back(three) == 1


def test_a_version_that_no_server_took_is_passed_over(tmp_path: Path) -> None:
    up(tmp_path, "a")
    up(tmp_path, "b", served=False)
    up(tmp_path, "c")
    assert back(tmp_path) == 1


def test_without_endpoints_the_champion_before_counts(tmp_path: Path) -> None:
    for artifact in ("a", "b", "c"):
        up(tmp_path, artifact, served=False)
    assert back(tmp_path) == 2


def test_what_no_server_took_leaves_no_trace(three: Path) -> None:
    before = _everything(three)
    for change in (lambda: roll_back(three, KEY, 2), lambda: undo_rollback(three, KEY, "a")):
        restore(three, change())
        assert _everything(three) == before


def _everything(private: Path) -> dict[str, list]:
    with closing(sqlite3.connect(database_file(private))) as connection:
        tables = ("versions", "pointers", "holds", "moves")
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in tables}


@pytest.mark.parametrize("rolled_back", [False, True])
def test_the_end_of_the_stack_ends_all(three: Path, rolled_back: bool) -> None:
    if rolled_back:
        back(three)
    registry.retire(three, KEY, "c")
    assert champion(three) is None and list_holds(three, "churn", "local") == ()
    assert all(version.retired for version in registry.list_versions(three, *KEY.values))
    assert up(three, "c") == 3 and rollback_target(three, KEY) is None


def test_a_successor_keeps_the_model_when_a_held_one_retires(three: Path) -> None:
    back(three)
    up(three, "d")
    registry.retire(three, KEY, "c")
    assert champion(three) == 4


def test_moves_tell_who_and_from_which_commit(tmp_path: Path) -> None:
    by = Provenance("ana", "1a2b", True, "42")
    first, second = (f"sha256:{digit * 64}" for digit in "12")
    up(tmp_path, first)
    set_origin(tmp_path, "churn", "local", by)
    up(tmp_path, second)
    assert [(move.version, move.kind, move.served, move.by) for move in list_moves(tmp_path, KEY)] == [
        (1, "up", True, Provenance()),
        (2, "up", True, by),
    ]
    purge_stack(tmp_path, "churn", "local")
    assert list_moves(tmp_path, KEY) == ()


def test_a_registry_from_before_goes_on(three: Path) -> None:
    with closing(sqlite3.connect(database_file(three), isolation_level=None)) as connection:
        for table in ("moves", "holds", "promotions", "origins", "trainings"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
    before = database_file(three).read_bytes()
    assert (list_moves(three, KEY), list_holds(three, "churn", "local")) == ((), ())
    assert rollback_target(three, KEY) == 2, "its pointers know one step"
    assert database_file(three).read_bytes() == before, "looking changes nothing"
    assert back(three) == 2 and champion(three) == 2
    assert up(three, "d") == 4 and back(three) == 2
