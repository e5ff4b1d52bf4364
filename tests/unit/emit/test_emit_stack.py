"""Writing a stack: all at once, nothing without need, nobody's files lost."""

import errno
import os
import shutil

import pytest
from emit_samples import GRAPH, JOB, PROGRAM, READS, SOURCES

from compiler.emit import building, check_emitted, emit, read_manifest, settle, stage
from compiler.emit import emitter as emitter_module
from compiler.emit.switch import recover, staging_folder, switch
from compiler.model.rendering import Artifact
from compiler.source.canonical import digest_bytes
from compiler.source.diagnostic import Severity


def write(ws, *artifacts, project="churn", environment="local"):
    return emit(ws, ws.stacks / project / environment, project, environment, artifacts, GRAPH, SOURCES, READS)


def check(ws, *artifacts):
    checked = check_emitted(ws, ws.stacks / "churn" / "local", "churn", "local", artifacts, GRAPH, SOURCES, READS)
    return [(item.code, item.summary.split("`")[1]) for item in checked.diagnostics], checked


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def codes(checked):
    return [item.code for item in checked.diagnostics]


def test_a_first_compile_writes_everything(ws, stack):
    emitted = write(ws, PROGRAM, JOB).value
    assert (emitted.folder, emitted.changed) == (
        "stacks/churn/local",
        ("__main__.py", "jobs/churn.json", "manifest.json"),
    )
    assert tree(stack).keys() == {"__main__.py", "jobs/churn.json", "manifest.json"}
    assert (stack / "jobs/churn.json").read_bytes() == b"{}\n"
    assert read_manifest(stack).files.items() < emitted.files.items()
    assert emitted.files == {path: digest_bytes(content) for path, content in tree(stack).items()}
    assert [path.name for path in stack.parent.iterdir()] == ["local"]


def test_a_second_compile_touches_nothing(ws, stack):
    write(ws, PROGRAM, JOB)
    before = {path: path.stat().st_mtime_ns for path in (stack, *stack.rglob("*"))}
    inode = stack.stat().st_ino
    assert write(ws, PROGRAM, JOB).value.changed == ()
    assert {path: path.stat().st_mtime_ns for path in (stack, *stack.rglob("*"))} == before
    assert stack.stat().st_ino == inode


def test_a_change_leaves_the_other_files_as_they_are(ws, stack):
    write(ws, PROGRAM, JOB)
    before = (stack / "__main__.py").stat()
    emitted = write(ws, PROGRAM, Artifact("jobs/churn.json", b"[]\n")).value
    assert emitted.changed == ("jobs/churn.json", "manifest.json")
    after = (stack / "__main__.py").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_is_no_longer_compiled_goes(ws, stack):
    write(ws, PROGRAM, JOB)
    assert write(ws, PROGRAM).value.changed == ("jobs/churn.json", "manifest.json")
    assert tree(stack).keys() == {"__main__.py", "manifest.json"} and not (stack / "jobs").exists()


def test_foreign_files_stay_and_are_told(ws, stack):
    write(ws, PROGRAM)
    (stack / "notes").mkdir()
    (stack / "notes/a.md").write_text("mine")
    (stack / "link").symlink_to("notes")
    (stack / "__pycache__").mkdir()
    (stack / "__pycache__/x.pyc").write_bytes(b"x")
    inode = (stack / "notes/a.md").stat().st_ino
    assert write(ws, PROGRAM).value.unmanaged == ("link", "notes/a.md")
    emitted = write(ws, PROGRAM, JOB).value
    assert emitted.unmanaged == ("link", "notes/a.md") and (stack / "link").readlink().as_posix() == "notes"
    assert (stack / "notes/a.md").stat().st_ino == inode and (stack / "__pycache__/x.pyc").exists()


def many(folder):
    (folder / "lib").mkdir(parents=True)
    (folder / "lib/a.py").write_text("a")
    return (folder / "lib/a.py").stat().st_ino, (folder / "lib").stat().st_ino


@pytest.mark.parametrize("name", ["venv", ".venv", "node_modules"])
def test_what_a_tool_installed_moves_along_unseen(ws, stack, monkeypatch, name):
    write(ws, PROGRAM)
    inodes = many(stack / name)
    assert write(ws, PROGRAM).value.unmanaged == ()

    def copied(old, new):
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, new)

    monkeypatch.setattr(building, "_carry", copied)
    assert write(ws, PROGRAM, JOB).value.unmanaged == ()
    assert ((stack / name / "lib/a.py").stat().st_ino, (stack / name / "lib").stat().st_ino) == inodes
    assert [path.name for path in stack.parent.iterdir()] == ["local"]
    (stack / name).rename(stack / "other")
    (stack / name).symlink_to("other")
    assert write(ws, PROGRAM).value.unmanaged == ("other/lib/a.py",)
    assert (stack / name / "lib/a.py").exists()


def test_a_run_killed_after_the_switch_loses_no_opaque_folder(ws, stack):
    write(ws, PROGRAM)
    left = stack.parent / f".local.{2**22 + 1}.new"
    many(left / "venv")
    assert write(ws, PROGRAM).value.unmanaged == ()
    assert (stack / "venv/lib/a.py").exists() and not left.exists()


def test_an_edit_by_hand_is_kept_beside(ws, stack):
    write(ws, PROGRAM, JOB)
    for number in (1, 2):
        (stack / "__main__.py").write_text(f"my edit {number}\n")
        checked = write(ws, PROGRAM, JOB)
        (warning,) = checked.diagnostics
        assert (warning.code, warning.severity) == ("E003", Severity.WARNING)
        assert "`stacks/churn/local/__main__.py`" in warning.summary and not checked.failed
    assert tree(stack)["__main__.py"] == PROGRAM.content
    assert tree(stack)["__main__.py.orig"] == b"my edit 1\n" and tree(stack)["__main__.py.orig2"] == b"my edit 2\n"
    (stack / "jobs/churn.json").write_text("edited, then left over")
    assert codes(write(ws, PROGRAM)) == ["E003"]
    assert tree(stack)["jobs/churn.json.orig"] == b"edited, then left over"


def test_line_endings_of_a_checkout_are_no_edit(ws, stack):
    write(ws, PROGRAM)
    (stack / "__main__.py").write_bytes(PROGRAM.content.replace(b"\n", b"\r\n"))
    assert check(ws, PROGRAM)[0] == []
    checked = write(ws, PROGRAM)
    assert checked.diagnostics == () and tree(stack)["__main__.py"] == PROGRAM.content


def test_files_without_a_manifest_are_somebodys(ws, stack):
    stack.mkdir(parents=True)
    (stack / "__main__.py").write_text("from before")
    assert codes(write(ws, PROGRAM)) == ["E003"]
    assert tree(stack)["__main__.py.orig"] == b"from before"


def test_a_broken_manifest_is_told_and_written_anew(ws, stack):
    write(ws, PROGRAM)
    good = (stack / "manifest.json").read_bytes()
    for broken in (b"<<<<<<< ours\n", b"{}", b'{"version": 2}', b"[1]", b"\xff", b"null", good.replace(b":3:3", b":x")):
        (stack / "manifest.json").write_bytes(broken)
        assert read_manifest(stack) is None
        checked = write(ws, PROGRAM)
        assert codes(checked) == ["E008"] and checked.value.changed == ("manifest.json",)
        assert (stack / "manifest.json").read_bytes() == good
    assert tree(stack).keys() == {"__main__.py", "manifest.json"}


def test_check_tells_what_is_stale_missing_and_left_over(ws, stack):
    assert check(ws, PROGRAM)[0] == [("E005", "stacks/churn/local")] and not stack.exists()
    write(ws, PROGRAM, JOB)
    before = tree(stack)
    found, checked = check(ws, PROGRAM, JOB)
    assert found == [] and checked.value.changed == ()
    found, checked = check(ws, Artifact("__main__.py", b"import pulumi\nx\n"), Artifact("new.json", b""))
    assert found == [
        ("E004", "stacks/churn/local/__main__.py"),
        ("E004", "stacks/churn/local/manifest.json"),
        ("E005", "stacks/churn/local/new.json"),
        ("E006", "stacks/churn/local/jobs/churn.json"),
    ]
    assert str(checked.diagnostics[0].location) == "stacks/churn/local/__main__.py:2:1"
    assert "modelwright compile churn --env local" in checked.diagnostics[0].hint
    assert tree(stack) == before and checked.value is None


def test_the_stack_stays_in_the_workspace(ws, tmp_path):
    for name in ("..", "../../x"):
        assert codes(write(ws, PROGRAM, project=name)) == ["E002"]
        assert codes(
            check_emitted(ws, ws.stacks / "churn" / name, "churn", name, (PROGRAM,), GRAPH, SOURCES, READS)
        ) == ["E002"]
    (tmp_path / "elsewhere").mkdir()
    ws.stacks.symlink_to(tmp_path / "elsewhere")
    assert codes(write(ws, PROGRAM)) == ["E002"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_another_folder_of_the_workspace_will_do(ws, tmp_path):
    build = ws.private / "build"
    assert (
        emit(ws, build / "churn" / "local", "churn", "local", (PROGRAM,), GRAPH, SOURCES, READS).value.folder
        == ".modelwright/build/churn/local"
    )
    assert codes(emit(ws, tmp_path / "other" / "churn", "churn", "local", (PROGRAM,), GRAPH, SOURCES, READS)) == [
        "E002"
    ]


def test_a_link_inside_the_workspace_is_followed(ws):
    (ws.root / "real").mkdir()
    ws.stacks.symlink_to("real")
    assert write(ws, PROGRAM).value is not None
    assert (ws.root / "real/churn/local/__main__.py").is_file() and ws.stacks.is_symlink()


@pytest.mark.parametrize("name", ["stacks", "stacks/churn", "stacks/churn/local"])
def test_a_file_where_a_folder_goes(ws, name):
    (ws.root / name).parent.mkdir(parents=True, exist_ok=True)
    (ws.root / name).write_text("mine")
    for checked in (write(ws, PROGRAM), write(ws, PROGRAM)):
        assert codes(checked) == ["E001"] and str(ws.root) not in checked.diagnostics[0].summary
    assert (ws.root / name).read_text() == "mine"


def test_foreign_things_in_the_way(ws, stack):
    write(ws, PROGRAM)
    (stack / "jobs").write_text("mine")
    before = tree(stack)
    checked = write(ws, PROGRAM, JOB)
    assert codes(checked) == ["E007"] and "`stacks/churn/local/jobs`" in checked.diagnostics[0].summary
    (stack / "jobs").unlink()
    (stack / "jobs/churn.json").mkdir(parents=True)
    (stack / "jobs/churn.json/mine").write_text("")
    assert codes(write(ws, PROGRAM, JOB)) == ["E007"] == codes(check(ws, PROGRAM, JOB)[1])
    assert tree(stack)["__main__.py"] == before["__main__.py"]


@pytest.mark.parametrize("step", ["mkdir", "write", "carry", "sync", "switch"])
def test_a_failure_at_any_point_leaves_the_old_stack(ws, stack, monkeypatch, step):
    write(ws, PROGRAM, JOB)
    before = tree(stack)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", str(stack / "__main__.py"))

    places = {"mkdir": (building, "staging_folder"), "write": (building, "_parent"), "carry": (building, "_carry")}
    places |= {"sync": (emitter_module, "sync_everything"), "switch": (emitter_module, "switch")}
    monkeypatch.setattr(*places[step], full)
    checked = write(ws, Artifact("__main__.py", b"new\n"), JOB)
    (found,) = checked.diagnostics
    at_work = "jobs/churn.json" if step == "carry" else "__main__.py"  # the one that stays as it is, and the new one
    assert (found.code, found.summary) == (
        "E001",
        f"`stacks/churn/local/{at_work}` cannot be written or read: No space left on device",
    )
    assert tree(stack) == before and [path.name for path in stack.parent.iterdir()] == ["local"]


def test_without_an_exchange_two_renames_do(tmp_path):
    old, new = tmp_path / "x", staging_folder(tmp_path / "x")
    for folder, text in ((old, "old"), (new, "new")):
        folder.mkdir()
        (folder / "a").write_text(text)
    switch(new, old, swap=lambda *_: False)
    assert (old / "a").read_text() == "new" and list(tmp_path.iterdir()) == [old]


def test_a_killed_run_is_cleaned_up(ws, stack):
    write(ws, PROGRAM)
    dead = 2**22 + 1
    kept = stack.parent / ".local.backup.new"
    left = stack.parent / f".local.{dead}.new"
    alive = stack.parent / f".local.{os.getppid()}.new"
    for folder in (left, kept, alive):
        folder.mkdir()
    write(ws, PROGRAM)
    assert not left.exists() and kept.exists() and alive.exists()
    stack.rename(stack.parent / f".local.{dead}.old")
    recover(stack)
    assert tree(stack)["__main__.py"] == PROGRAM.content
    shutil.copytree(stack, stack.parent / f".local.{dead}.old")
    recover(stack)
    assert not (stack.parent / f".local.{dead}.old").exists()


def staged(ws, environment, *artifacts):
    folder = ws.stacks / "churn" / environment
    return stage(ws, folder, "churn", environment, artifacts, GRAPH, SOURCES, READS).value


def test_stacks_are_durable_before_the_first_takes_its_place(ws, monkeypatch):
    both = [staged(ws, "local", PROGRAM), staged(ws, "prod", PROGRAM, JOB)]
    assert not (ws.stacks / "churn/local").exists()
    steps = []
    monkeypatch.setattr(emitter_module, "sync_everything", lambda folder: steps.append("sync"))
    monkeypatch.setattr(emitter_module, "switch", lambda ready, target: steps.append(target.name))
    assert len(settle(ws, both).value) == 2
    assert steps == ["sync", "local", "prod"]
    assert list((ws.stacks / "churn").iterdir()) == []


def test_nothing_to_write_needs_no_sync(ws, monkeypatch):
    write(ws, PROGRAM)
    monkeypatch.setattr(emitter_module, "sync_everything", lambda folder: 1 / 0)
    assert write(ws, PROGRAM).value.changed == ()


def test_a_large_file_is_kept_once(ws):
    large = Artifact("runtime.zip", bytes(building.LARGE))
    for environment in ("dev", "prod"):
        write(ws, PROGRAM, large, environment=environment)
    one, other = (ws.stacks / "churn" / environment / "runtime.zip" for environment in ("dev", "prod"))
    assert one.stat().st_ino == other.stat().st_ino
    one.write_bytes(b"edited")
    checked = write(ws, PROGRAM, large, environment="prod")
    assert codes(checked) == ["E003"]
    assert other.read_bytes() == large.content and (other.parent / "runtime.zip.orig").read_bytes() == b"edited"
    assert write(ws, PROGRAM, large, environment="test").value
    assert (ws.stacks / "churn/test/runtime.zip").read_bytes() == large.content


def test_without_links_a_large_file_is_copied(ws, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EMLINK, "Too many links")

    monkeypatch.setattr(os, "link", refuse)
    large = Artifact("runtime.zip", bytes(building.LARGE))
    write(ws, PROGRAM, large)
    assert (ws.stacks / "churn/local/runtime.zip").read_bytes() == large.content
