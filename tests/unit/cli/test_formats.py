"""`--format` and `--output`: one answer on standard output, whatever happens, and the file beside it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.source.diagnostic import Checked, Diagnostic, Severity
from compiler.source.location import Location

ERROR = Diagnostic("V001", "odd", Location("modelwright.yaml", 1, 1))


@pytest.fixture
def found(monkeypatch):
    def show(*items, fails=True):
        monkeypatch.setattr("compiler.operations.validate", lambda *_: Checked(None if fails else ("local",), items))

    show(ERROR)
    return show


def test_json_is_the_same_by_both_names(shell, found):
    assert shell("validate", "--format", "json") == shell("validate", "--json")
    assert shell("validate", "--format=json") == shell("validate", "--json")


def test_text_is_the_default(shell, found):
    assert shell("validate", "--format", "text") == shell("validate")


def test_one_answer_at_a_time(shell, found):
    code, document, _ = shell.json("validate", "--format", "sarif")
    assert code == 2
    assert document["diagnostics"][0]["summary"] == "`--json` and `--format sarif` do not go together"


@pytest.mark.parametrize("words", [["--bogus"], ["--env"], ["--format", "xml"]])
def test_a_wrong_command_line_is_told_in_the_format(shell, found, words):
    code, out, err = shell("validate", "--format", "sarif", *words)
    if words[0] == "--format":
        assert (code, out) == (2, "") and "[U001]" in err
    else:
        assert (code, err) == (2, "")
        assert json.loads(out)["runs"][0]["results"][0]["ruleId"] == "U001"


def test_other_commands_have_no_formats(shell):
    code, out, err = shell("status", "--format", "sarif")
    assert (code, out) == (2, "") and "has no option `--format`" in err


def test_the_file_is_written_whatever_is_shown(shell, found):
    target = shell.folder / "out" / "findings.sarif"
    for form in ("text", "json", "github"):
        code, out, err = shell("validate", "--format", form, "--output", "out/findings.sarif")
        assert code == 2
        assert (out + err) == "".join(shell("validate", "--format", form)[1:])
        assert json.loads(target.read_text())["runs"][0]["results"][0]["ruleId"] == "V001"
        target.unlink()


def test_with_a_file_sarif_leaves_the_output_to_people(shell, found):
    shown = shell("validate", "--format", "sarif", "--output", "findings.sarif")
    assert shown == shell("validate")
    assert (shell.folder / "findings.sarif").exists()


def test_a_sound_project_gives_an_empty_log(shell, found):
    found(fails=False)
    code, out, _ = shell("validate", "--format", "sarif", "--output", "x.sarif")
    assert code == 0 and out == "modelwright.yaml: fine in local\n"
    assert json.loads((shell.folder / "x.sarif").read_text())["runs"][0]["results"] == []


def test_a_file_that_cannot_be_written_is_an_error_of_its_own(shell, found):
    (shell.folder / "taken").mkdir()
    code, _, err = shell("validate", "--output", "taken")
    assert code == 2 and "error[V001]" in err and "error[U040]: `taken` cannot be written: " in err
    found(fails=False)
    assert shell("validate", "--output", "taken")[0] == 4


def test_a_fifo_is_written_to_and_stays(shell, found):
    fifo = shell.folder / "findings"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert shell("validate", "--output", "findings")[0] == 2
        assert stat.S_ISFIFO(fifo.lstat().st_mode)
        assert json.loads(os.read(reader, 1 << 16))["runs"][0]["results"][0]["ruleId"] == "V001"
    finally:
        os.close(reader)


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_what_it_leads_to_is_written(shell, found, there):
    target, link = shell.folder / "real.sarif", shell.folder / "link"
    if there:
        target.write_text("old")
        target.chmod(0o600)
    link.symlink_to("real.sarif")
    assert shell("validate", "--output", "link")[0] == 2
    assert link.is_symlink() and target.stat().st_mode & 0o777 == (0o600 if there else 0o644)
    assert json.loads(target.read_text())["runs"][0]["results"][0]["ruleId"] == "V001"
    assert {path.name for path in shell.folder.iterdir()} >= {"real.sarif", "link"}
    assert not list(shell.folder.glob("*.tmp")) and not list(shell.folder.glob(".*.tmp"))


def test_a_link_to_a_folder_or_to_itself_is_an_error(shell, found):
    (shell.folder / "loop").symlink_to("loop")
    (shell.folder / "folder").mkdir()
    (shell.folder / "link").symlink_to("folder")
    for name in ("loop", "link"):
        assert f"error[U040]: `{name}` cannot be written: " in shell("validate", "--output", name)[2]
        assert (shell.folder / name).is_symlink()


def test_the_rest_is_said_to_be_in_the_file(shell, found):
    found(*(Diagnostic("V024", f"w{n}", severity=Severity.WARNING) for n in range(12)), fails=False)
    code, out, _ = shell("validate", "--format", "github", "--output", "x.sarif")
    assert code == 0 and out.endswith("2 warnings more: all of them are in x.sarif\n")
    assert len(json.loads((shell.folder / "x.sarif").read_text())["runs"][0]["results"]) == 12
    assert shell("validate", "--format", "github")[1].endswith(
        "more: add `--output FILE` to have all of them as SARIF\n"
    )


def test_a_crash_and_an_interruption_are_documents_too(shell, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr("compiler.operations.validate", fail)
    error: BaseException = RuntimeError("x")
    code, out, _ = shell("validate", "--format", "sarif")
    log = json.loads(out)["runs"][0]
    assert code == 255 and log["invocations"] == [{"executionSuccessful": False}]
    error = KeyboardInterrupt()
    code, out, _ = shell("validate", "--format", "sarif")
    assert code == 130 and json.loads(out)["runs"][0]["results"][0]["ruleId"] == "U006"


def test_the_file_is_whole_when_nobody_reads_the_rest(tmp_path):
    (tmp_path / "modelwright.yaml").write_text("project: churn\nowner: 3\n")
    command = [sys.executable, "-m", "compiler.cli.main", "validate", "--format", "sarif", "--output", "found.sarif"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": tmp_path, "env": environment}
    with subprocess.Popen(command, **streams) as process:
        process.stdout.close()
        assert process.wait(60) == 141
    document = json.loads((tmp_path / "found.sarif").read_text())
    assert document["runs"][0]["results"]
