"""Runs, versions, pointers, the artifact store, and what is left after a purge."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from compiler.provider import registry
from compiler.provider.artifacts import artifact_folder, remove_artifact, store, verified, verified_or_refuse
from compiler.provider.database import database_file
from compiler.provider.purge import kept, purge_stack
from compiler.provider.registry import ModelKey, Run
from compiler.runtime.artifact import artifact_digest
from compiler.source.diagnostic import Refused

KEY = ModelKey("churn", "local", "churn")


def artifact(private: Path, content: str) -> str:
    built = private / "built"
    built.mkdir(parents=True)
    (built / "model.skops").write_text(content)
    (built / "model.json").write_text("{}")
    digest = artifact_digest(built)
    store(private, built, digest)
    return digest


def register(private: Path, digest: str, owner: str = "a", key: ModelKey = KEY) -> int:
    return registry.register(private, key, digest, {"auc": 0.9}, [], owner)


def champion(private: Path) -> int | None:
    found = registry.champion(private, "churn", "local", "churn")
    return found.version if found else None


def previous(private: Path) -> int | None:
    found = registry.previous(private, "churn", "local", "churn")
    return found.version if found else None


def test_versions_count_up_and_an_artifact_keeps_its_number(tmp_path: Path) -> None:
    assert [register(tmp_path, digest) for digest in ("x", "y", "x", "x")] == [1, 2, 1, 1]
    assert (champion(tmp_path), previous(tmp_path)) == (1, 2)
    assert [version.version for version in registry.list_versions(tmp_path, "churn", "local")] == [1, 2]
    assert register(tmp_path, "x", key=ModelKey("churn", "dev", "churn")) == 1


def test_a_successor_keeps_the_pointers_when_its_predecessor_retires(tmp_path: Path) -> None:
    register(tmp_path, "x", "first")
    register(tmp_path, "y", "second")
    registry.retire(tmp_path, KEY, "first")
    assert (champion(tmp_path), previous(tmp_path)) == (2, 1)
    retired = [version.retired is not None for version in registry.list_versions(tmp_path, "churn", "local")]
    assert retired == [True, False]


def test_the_pointers_go_with_the_whole_model(tmp_path: Path) -> None:
    register(tmp_path, "x", "first")
    registry.retire(tmp_path, KEY, "first")
    assert (champion(tmp_path), previous(tmp_path)) == (None, None)
    assert register(tmp_path, "x", "again") == 1
    assert champion(tmp_path) == 1


def test_a_late_removal_does_not_retire_what_another_took_over(tmp_path: Path) -> None:
    register(tmp_path, "x", "first")
    register(tmp_path, "x", "second")
    registry.retire(tmp_path, KEY, "first")
    assert champion(tmp_path) == 1
    assert registry.list_versions(tmp_path, "churn", "local")[0].retired is None


def test_an_unwanted_registration_gives_the_pointer_back(tmp_path: Path) -> None:
    register(tmp_path, "x", "first")
    register(tmp_path, "y", "second")
    registry.withdraw(tmp_path, KEY, "y")
    assert (champion(tmp_path), previous(tmp_path)) == (1, None)
    registry.withdraw(tmp_path, KEY, "x")
    registry.withdraw(tmp_path, KEY, "never registered")
    assert (champion(tmp_path), previous(tmp_path)) == (None, None)


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    assert registry.list_versions(tmp_path, "churn", "local") == ()
    assert registry.find_run(tmp_path, "sha256:aa") is None
    purge_stack(tmp_path, "churn", "local")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"no database, but long enough to have a header", b"SQLite format 3\0" + b"\1" * 200]
)
def test_a_damaged_registry_is_named(tmp_path: Path, content: bytes) -> None:
    database_file(tmp_path).write_bytes(content)
    for action in (lambda: champion(tmp_path), lambda: register(tmp_path, "x")):
        with pytest.raises(Refused) as refused:
            action()
        (found,) = refused.value.diagnostics
        assert found.code in ("D021", "D022") and "registry.sqlite" in found.summary
    assert database_file(tmp_path).read_bytes() == content


def test_a_newer_registry_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(database_file(tmp_path))) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(Refused, match=r"D021 .* has format 9"):
        register(tmp_path, "x")


def test_a_registry_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    database_file(tmp_path).mkdir()
    with pytest.raises(Refused, match=r"D022 .*registry.sqlite"):
        register(tmp_path, "x")


def test_purge_keeps_what_another_stack_uses(tmp_path: Path) -> None:
    mine, shared = artifact(tmp_path, "mine"), artifact(tmp_path, "shared")
    for digest in (mine, shared):
        registry.add_run(tmp_path, Run(f"f{digest}", digest, {}, [], 1.0, 2.0), "churn", "local")
        register(tmp_path, digest)
    registry.add_run(tmp_path, Run(f"f{shared}", shared, {}, [], 1.0, 2.0), "other", "local")
    assert kept(tmp_path, "churn", "local") == (
        "2 model versions in the registry",
        f"2 trained models in {tmp_path.name}/artifacts (0.0 MB)",
    )
    purge_stack(tmp_path, "churn", "local")
    assert kept(tmp_path, "churn", "local") == ()
    assert not artifact_folder(tmp_path, mine).exists()
    assert verified(tmp_path, shared)
    assert champion(tmp_path) is None
    assert registry.list_versions(tmp_path, "churn", "local") == ()
    assert registry.find_run(tmp_path, f"f{mine}") is None and registry.find_run(tmp_path, f"f{shared}")
    purge_stack(tmp_path, "other", "local")
    assert not artifact_folder(tmp_path, shared).exists() and registry.find_run(tmp_path, f"f{shared}") is None


def test_a_damaged_artifact_is_never_used_and_is_replaced(tmp_path: Path) -> None:
    digest = artifact(tmp_path, "model")
    (artifact_folder(tmp_path, digest) / "model.skops").write_text("tampered")
    assert verified(tmp_path, digest) is None
    with pytest.raises(Refused, match=r"D020 .* is damaged"):
        verified_or_refuse(tmp_path, digest)
    assert artifact(tmp_path, "model") == digest
    assert verified(tmp_path, digest)
    assert not (tmp_path / "built").exists()


@pytest.mark.parametrize("name", ["sha256:" + "0" * 64, "../../etc", "sha256:../" + "0" * 61])
def test_what_is_not_stored_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"D020"):
        verified_or_refuse(tmp_path, name)


def test_only_what_was_written_is_stored(tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    with pytest.raises(Refused, match=r"D020"):
        store(tmp_path, tmp_path / "built", "sha256:" + "0" * 64)


@pytest.mark.parametrize(
    "change", ["metrics = '{'", "metrics = '[]'", "gates = 'null'", "version = 'x'", "created = 'x'", "artifact = 'x'"]
)
def test_a_row_that_makes_no_sense_is_named(tmp_path: Path, change: str) -> None:
    register(tmp_path, artifact(tmp_path, "mine"))
    with closing(sqlite3.connect(database_file(tmp_path))) as connection:
        connection.execute(f"UPDATE versions SET {change}")
        connection.commit()
    with pytest.raises(Refused, match=r"D021 the registry .* is damaged: "):
        kept(tmp_path, "churn", "local")


def test_purge_follows_no_link_out_of_the_private_folder(tmp_path: Path) -> None:
    private, outside = tmp_path / "private", tmp_path / "outside"
    for folder in (private / "logs", outside / "local"):
        folder.mkdir(parents=True)
    (outside / "local" / "precious").write_text("x")
    (private / "logs" / "churn").symlink_to(outside)
    purge_stack(private, "churn", "local")
    (private / "logs" / "churn").unlink()
    (private / "logs" / "churn").mkdir()
    (private / "logs" / "churn" / "local").symlink_to(outside / "local")
    purge_stack(private, "churn", "local")
    assert (outside / "local" / "precious").exists() and not (private / "logs" / "churn" / "local").is_symlink()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_in_the_place_of_an_artifact_goes(tmp_path: Path, kind: str) -> None:
    digest = artifact(tmp_path, "mine")
    folder = artifact_folder(tmp_path, digest)
    remove_artifact(tmp_path, digest)
    (folder.write_text("x") if kind == "file" else folder.symlink_to(tmp_path / "nowhere"))
    assert artifact(tmp_path, "mine") == digest and verified(tmp_path, digest) and not folder.is_symlink()
