"""What the index believes: nothing that could have changed without a sign."""

import json
import os
import shutil
import time

import pytest

from benchmarks.projects import shared_default, write_workspace
from compiler import pipeline
from compiler.cli.run import run
from compiler.operations import index as index_module


@pytest.fixture
def workspace(tmp_path):
    write_workspace(tmp_path, 3)
    old = time.time_ns() - 10**9
    for path in tmp_path.rglob("*"):
        os.utime(path, ns=(old, old))
    time.sleep(0.05)
    return tmp_path


@pytest.fixture
def compiled(workspace, capsys, monkeypatch):
    """Compile everything; returns the folders of the projects that were looked into, and the document."""
    looked = []
    original = index_module.untouched

    def noted(ws, index, *rest):
        found = original(ws, index, *rest)
        looked[:] = sorted(set(index.entries) - set(found)) if index.entries else ["everything"]
        return found

    monkeypatch.setattr(index_module, "untouched", noted)

    def call(*words):
        code = run(["-C", str(workspace), "compile", "--all", "--json", *words])
        document = json.loads(capsys.readouterr().out)
        return code, document, list(looked)

    assert call()[2] == ["everything"]
    assert call()[2] == []
    return call


def specs(workspace):
    return sorted(workspace.rglob("modelwright.yaml"))


def programs(workspace):
    return sorted((workspace / "stacks").rglob("__main__.py"))


def test_nothing_changed(compiled):
    code, document, looked = compiled()
    assert (code, looked) == (0, []) and len(document["stacks"]) == 9
    assert not any(stack["changed"] for stack in document["stacks"])


def test_a_changed_spec(compiled, workspace):
    spec = specs(workspace)[1]
    spec.write_text(spec.read_text().replace("seed: ", "seed: 1"))
    time.sleep(0.05)
    _, document, looked = compiled()
    assert looked == [spec.relative_to(workspace).as_posix()]
    assert sum(bool(stack["changed"]) for stack in document["stacks"]) == 3
    assert compiled()[2] == []


def test_an_edit_of_the_same_size_with_the_old_times(compiled, workspace):
    spec = specs(workspace)[1]
    before = spec.stat()
    spec.write_text(spec.read_text().replace("-ml\n", "-mx\n"))
    os.utime(spec, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert spec.stat().st_size == before.st_size
    _, document, looked = compiled()
    assert len(looked) == 1 and any(stack["changed"] for stack in document["stacks"])


def test_what_is_younger_than_a_tick_is_not_believed(compiled, workspace):
    spec = specs(workspace)[1]
    spec.write_text(spec.read_text().replace("seed: ", "seed: 1"))
    assert len(compiled()[2]) == 1
    assert len(compiled()[2]) <= 1, "compiled again when it was edited in the tick before"
    assert compiled()[2] == []


def test_data_that_changed(compiled, workspace):
    table = next(workspace.rglob("rows.csv"))
    table.write_text(table.read_text().replace("absent", "present", 1))
    assert len(compiled()[2]) == 1


@pytest.mark.parametrize("place", range(9))
def test_output_that_was_edited_comes_back(compiled, workspace, place):
    program = programs(workspace)[place]
    content = program.read_bytes()
    program.write_bytes(content + b"# mine\n")
    code, document, looked = compiled("--check")
    assert code == 7 and len(looked) == 1
    code, document, _ = compiled()
    assert code == 0 and program.read_bytes() == content
    assert [item["code"] for item in document["diagnostics"] if item["severity"] == "warning"] == ["E003"]


def test_output_that_was_removed_comes_back(compiled, workspace):
    for name in ("__main__.py", "manifest.json", "runtime.zip"):
        file = programs(workspace)[0].with_name(name)
        content = file.read_bytes()
        file.unlink()
        assert len(compiled()[2]) == 1 and file.read_bytes() == content


def test_a_shared_file_that_was_edited_in_place(compiled, workspace):
    archive = next((workspace / "stacks").rglob("runtime.zip"))
    before, content = archive.stat(), archive.read_bytes()
    archive.write_bytes(bytes(len(content)))
    os.utime(archive, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(compiled()[2]) == 3
    assert {path.read_bytes() == content for path in (workspace / "stacks").rglob("runtime.zip")} == {True}


def test_a_shared_default(compiled, workspace):
    shared_default(workspace, 60)
    _, document, looked = compiled()
    assert looked == ["everything"]
    assert sum(bool(stack["changed"]) for stack in document["stacks"]) == 6


def test_a_new_tool(compiled, monkeypatch):
    from compiler.operations import freshness

    monkeypatch.setattr(freshness, "VERSION", "99")
    assert compiled()[2] == ["everything"]


def test_projects_that_come_and_go(compiled, workspace):
    one = specs(workspace)[0].parent
    gone = one.rename(workspace / one.name)
    (gone / "data").rename(gone / "old")
    code, document, _ = compiled()
    assert code == 2 and len(document["stacks"]) == 6
    (gone / "old").rename(gone / "data")
    code, document, _ = compiled()
    assert code == 0 and len(document["stacks"]) == 9
    _, _, body = (workspace / ".modelwright/cache/index.json").read_text().partition("\n")
    assert json.loads(body)["entries"].keys() == {spec.relative_to(workspace).as_posix() for spec in specs(workspace)}


def test_files_from_the_future_are_not_believed(compiled, workspace):
    spec = specs(workspace)[0]
    ahead = time.time_ns() + 10**12
    os.utime(spec, ns=(ahead, ahead))
    for _ in range(2):
        assert len(compiled()[2]) == 1


def test_what_was_edited_while_it_was_compiled_is_not_believed(compiled, workspace, monkeypatch):
    spec = specs(workspace)[0]
    from compiler import pipeline as module

    original = module.stage_session

    def edited(session, names):
        staged = original(session, names)
        if session.project.file == spec.relative_to(workspace).as_posix():
            spec.write_text(spec.read_text().replace("owner: ", "owner: new-"))
        return staged

    spec.write_text(spec.read_text() + "# touched\n")
    monkeypatch.setattr(module, "stage_session", edited)
    compiled()
    monkeypatch.setattr(module, "stage_session", original)
    _, document, looked = compiled()
    assert len(looked) == 1 and any(stack["changed"] for stack in document["stacks"])


def test_a_store_that_was_cleared_is_filled_again(compiled, workspace):
    """What stacks share changes its times with each link to it; it is known by its place in the store."""
    shutil.rmtree(workspace / ".modelwright/cache/files")
    spec = specs(workspace)[0]
    for seed in range(1, 4):
        spec.write_text(spec.read_text().replace("seed: ", f"seed: {seed}"))
        looked = compiled()[2]
    assert len(looked) == 1


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"version": 1, "key": "x"}', bytes(100)])
def test_a_damaged_index_costs_time_only(compiled, workspace, damage):
    (workspace / ".modelwright/cache/index.json").write_bytes(damage)
    code, document, looked = compiled()
    assert (code, looked) == (0, ["everything"]) and len(document["stacks"]) == 9


def test_an_index_that_was_tampered_with_is_not_believed(compiled, workspace):
    file = workspace / ".modelwright/cache/index.json"
    file.write_text(file.read_text().replace('"rows.csv"', '"rows.tsv"').replace("manifest.json", "manifest.jsom", 1))
    assert compiled()[2] == ["everything"]


def touch(workspace):
    """All files as after a checkout: other times, same content."""
    for path in workspace.rglob("*"):
        if path.is_file() and ".modelwright" not in path.parts:
            os.utime(path)
    time.sleep(0.05)


def test_files_with_other_times_are_compared(compiled, workspace, monkeypatch):
    touch(workspace)
    assert compiled()[2] == []
    monkeypatch.setattr(index_module, "on_disk", lambda *_: 1 / 0)
    assert compiled()[2] == [], "what was compared is believed by its status from then on"


@pytest.mark.parametrize("what", ["modelwright.yaml", "rows.csv", "__main__.py", "manifest.json"])
def test_content_with_other_times_is_looked_at(compiled, workspace, what):
    file = sorted(workspace.rglob(what))[0]
    file.write_text(file.read_text() + "\n")
    touch(workspace)
    assert len(compiled()[2]) == 1


def test_a_file_that_became_a_link_is_no_output(compiled, workspace):
    file = programs(workspace)[0]
    (workspace / "elsewhere").write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(workspace / "elsewhere")
    touch(workspace)
    assert len(compiled()[2]) == 1 and not file.is_symlink()


def test_one_environment_only(compiled, workspace):
    _, document, looked = compiled("--env", "prod")
    assert looked == [] and [stack["folder"].split("/")[2] for stack in document["stacks"]] == ["prod"] * 3
    specs(workspace)[0].write_text(specs(workspace)[0].read_text().replace("seed: ", "seed: 1"))
    compiled("--env", "prod")
    assert len(compiled()[2]) == 0, "what was compiled in part is not in the index"


def test_what_is_as_it_was_compiled_is_validated_and_asked_without_a_look(workspace, capsys, monkeypatch):
    """The answers are those of a workspace that was never compiled."""
    spec = specs(workspace)[1]
    some = [
        ("validate", "--all"),
        *(("impact", str(path)) for path in (spec, spec.parent / "data/rows.csv", workspace / "modelwright.toml")),
        ("impact", str(spec), "--env", "dev"),
    ]
    shared = [
        ("validate", "--all", "--env", "prod"),
        ("impact", str(workspace / "conf/policy/standard.yaml")),
        ("impact", str(workspace)),
    ]

    def answers(commands):
        found = []
        for command in commands:
            code = run(["-C", str(workspace), *command, "--json"])
            found.append((code, json.loads(capsys.readouterr().out)))
        return found

    looked = set()
    original = pipeline.stack_sessions

    def noted(session, *rest):
        looked.add(session.project.file)
        return original(session, *rest)

    monkeypatch.setattr(pipeline, "stack_sessions", noted)
    before = answers(some), answers(shared)
    assert len(looked) == 3
    run(["-C", str(workspace), "compile", "--all"])
    capsys.readouterr()
    looked.clear()
    assert answers(some) == before[0] and looked == {spec.relative_to(workspace).as_posix()}
    assert answers(shared) == before[1] and len(looked) == 3
