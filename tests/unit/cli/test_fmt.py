"""`fmt` on the command line: which files it takes, what it leaves alone, and what it never breaks."""

import io
import json
import sys

import pytest

from compiler.cli.run import run

ROUGH, SMOOTH = "project:   churn # mine\n", "project: churn  # mine\n"


@pytest.fixture
def workspace(tmp_path):
    for folder in ("one", "two", "conf/env", ".github"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "one" / "modelwright.yaml").write_text("project:  one\ninclude: [more.yaml]\n")
    (tmp_path / "one" / "more.yaml").write_text("models:  {}\n")
    (tmp_path / "two" / "modelwright.yaml").write_text("project: two\n")
    (tmp_path / "conf" / "env" / "local.yaml").write_text("# @package platform\ntarget:  local\n")
    (tmp_path / ".github" / "ci.yaml").write_text("jobs:  {}\n")
    return tmp_path


@pytest.fixture
def fmt(workspace, capsys):
    def call(*words, start="."):
        code = run(["-C", str(workspace / start), "fmt", *words, "--json"])
        document = json.loads(capsys.readouterr().out)
        return code, {item["file"]: item["changed"] for item in document.get("files", ())}, document["diagnostics"]

    return call


def test_the_whole_workspace(fmt, workspace):
    rough = {"one/modelwright.yaml": True, "one/more.yaml": True, "two/modelwright.yaml": False}
    code, files, told = fmt("--check")
    assert (code, files) == (7, rough | {"conf/env/local.yaml": True})
    assert [item["code"] for item in told] == ["U011"] * 3
    assert "project:  one" in (workspace / "one" / "modelwright.yaml").read_text()
    assert fmt()[:2] == (0, rough | {"conf/env/local.yaml": True})
    code, files, _ = fmt("--check")
    assert code == 0 and not any(files.values())
    assert (workspace / "conf" / "env" / "local.yaml").read_text() == "# @package platform\ntarget: local\n"
    assert (workspace / ".github" / "ci.yaml").read_text() == "jobs:  {}\n"


def test_what_a_word_means(fmt):
    assert list(fmt("--check", start="one")[1]) == ["one/modelwright.yaml", "one/more.yaml"]
    assert list(fmt("--check", "one")[1]) == ["one/modelwright.yaml", "one/more.yaml"]
    assert list(fmt("--check", "conf", "two")[1]) == ["conf/env/local.yaml", "two/modelwright.yaml"]
    assert list(fmt("--check", "one/more.yaml", "one")[1]) == ["one/more.yaml", "one/modelwright.yaml"]
    assert list(fmt("--check", ".github/ci.yaml")[1]) == [".github/ci.yaml"]
    assert fmt("three")[2][0]["code"] == "L019"


def test_a_file_with_a_mistake_is_left_and_the_others_are_not(fmt, workspace):
    broken = workspace / "two" / "modelwright.yaml"
    broken.write_text("project:   two\n  owner: x\n")
    code, files, told = fmt()
    assert code == 2 and files["one/modelwright.yaml"] and "two/modelwright.yaml" not in files
    assert [(item["code"], item["file"]) for item in told] == [("L005", "two/modelwright.yaml")]
    assert broken.read_text() == "project:   two\n  owner: x\n"


def test_standard_input(monkeypatch, capsysbinary):
    def pipe(text, *words):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        return run(["fmt", "-", *words]), capsysbinary.readouterr().out.decode()

    assert pipe(ROUGH) == (0, SMOOTH)
    assert pipe(SMOOTH, "--check") == (0, "")
    assert pipe(ROUGH, "--check")[0] == 7
    assert pipe("a: b: c\n") == (2, "")
    assert json.loads(pipe(ROUGH, "--json")[1])["text"] == SMOOTH


def test_links_and_modes_stay(fmt, workspace):
    real, link = workspace / "one" / "real.yaml", workspace / "one" / "link.yaml"
    real.write_text(ROUGH)
    real.chmod(0o600)
    link.symlink_to(real)
    assert fmt("one/link.yaml")[0] == 0
    assert link.is_symlink() and real.read_text() == SMOOTH and real.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_is_told(fmt, workspace, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("compiler.operations.formatting.write_named", full)
    code, _, told = fmt("one/more.yaml")
    assert code == 4 and told[0]["code"] == "U014"


def test_a_formatter_that_is_wrong_changes_nothing(fmt, workspace, monkeypatch):
    monkeypatch.setattr("compiler.load.layout.rewrite._write", lambda text, pieces: text.replace("one", "won"))
    code, files, told = fmt("one/modelwright.yaml")
    assert (code, files) == (0, {"one/modelwright.yaml": False}) and told[0]["code"] == "U012"
    monkeypatch.setattr("compiler.load.layout.rewrite._write", lambda text, pieces: text.partition(" #")[0] + "\n")
    (workspace / "two" / "modelwright.yaml").write_text(ROUGH)
    assert fmt("two/modelwright.yaml")[2][0]["code"] == "U012"


def test_a_workspace_inside_is_left_out_and_told(fmt, workspace):
    (workspace / "two" / "modelwright.toml").touch()
    for words in ((), (".",)):
        code, files, told = fmt(*words)
        assert code == 0 and "two/modelwright.yaml" not in files
        assert [(item["code"], item["severity"]) for item in told] == [("L028", "note")] and "two" in told[0]["summary"]
    assert fmt("two")[2] == fmt("one")[2] == []


def test_where_all_is_in_workspaces_inside_nothing_is_said_to_be_formatted(workspace, capsys):
    (workspace / "two" / "modelwright.toml").touch()
    outer = workspace / "outer"
    outer.mkdir()
    (workspace / "two").rename(outer / "two")
    (outer / "modelwright.toml").touch()
    assert run(["-C", str(outer), "fmt"]) == 2
    assert "L019" in capsys.readouterr().err
