from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.cli.exits import exit_code
from compiler.cli.invocation import Format, Invocation
from compiler.cli.main import main
from compiler.cli.run import run
from compiler.cli.table import COMMANDS
from compiler.source.diagnostic import Checked, Diagnostic, Severity, refuse

ROOT = Path(__file__).parents[3]
HEAVY = {"pydantic", "rich", "yaml", "pulumi", "hydra", "omegaconf", "pandas", "numpy", "sklearn", "jinja2", "grpc"}


@pytest.fixture(autouse=True)
def _signals_as_before():
    """`main` is the end of its process: it no longer listens to signals."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def modules_after(code: str) -> set[str]:
    program = f"import sys\ntry:\n    {code}\nexcept SystemExit: pass\nprint('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_help_and_version_import_nothing_heavy():
    loaded = modules_after("from compiler.cli.run import run; run(['--version']); run(['validate', '--help'])")
    assert "click" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    assert run([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert "Example:" in out
    assert f"modelwright {command}" in out


def test_the_list_of_commands_says_what_each_is_for(capsys):
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out and text.split()[0] in out for name, (_, text) in COMMANDS.items())


@pytest.mark.parametrize(
    ("words", "summary", "hint"),
    [
        (["vlidate"], "there is no command `vlidate`", "did you mean `validate`?"),
        (["up", "--yess"], "`modelwright up` has no option `--yess`", "did you mean `--yes`?"),
        (["predict", "churn"], "missing option `-d` / `--data`", "see `modelwright predict --help`"),
        (["-C", "nowhere", "version"], "`-C nowhere`: there is no such folder", ""),
        (["plan", "one", "two"], "`two` is neither a second project nor an override", "one project at a time"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_a_hint(words, summary, hint, capsys):
    assert run(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error[U001]: {summary}\n")
    assert hint in printed.err


def test_a_wrong_command_line_is_a_document_with_json(capsys):
    assert run(["up", "--jsn", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert (document["version"], document["command"]) == (1, "up")
    assert [item["code"] for item in document["diagnostics"]] == ["U001"]


def test_no_command_shows_the_help_on_standard_error(capsys):
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().err


def test_json_alone_is_a_document(capsys):
    assert run(["--json"]) == 2
    assert json.loads(capsys.readouterr().out)["diagnostics"][0]["summary"] == "missing command"


def test_version_as_a_document(capsys):
    assert run(["version", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["diagnostics"] == []
    assert printed.err == ""


def test_the_gravest_error_decides_the_exit_code():
    usage, changes = Diagnostic("U001", "x"), Diagnostic("U005", "x")
    assert exit_code([usage]) == 2
    assert exit_code([usage, changes]) == 7
    assert exit_code([usage, Diagnostic("U005", "x", severity=Severity.NOTE)]) == 2


def raising(error):
    def operation(*_arguments, **_options):
        raise error

    return operation


def test_a_refusal_shows_the_line_of_the_spec(shell, monkeypatch):
    from compiler.source.location import Location

    error = refuse("U005", "too deep", location=Location("modelwright.yaml", 4, 25), hint="less")
    monkeypatch.setattr("compiler.operations.status", raising(error))
    code, out, err = shell("status")
    assert (code, out) == (7, "")
    assert err.splitlines() == [
        "error[U005]: too deep",
        " --> modelwright.yaml:4:25",
        "  |",
        "4 |     params: {max_depth: 12}",
        "  |                         ^^",
        "  |",
        "  = hint: less",
    ]


def test_overrides_are_shown_as_a_file(shell, monkeypatch):
    from compiler.source.location import Location

    error = refuse("U001", "no such key", location=Location("<command line>", 1, 5))
    monkeypatch.setattr("compiler.operations.plan", raising(error))
    _, _, err = shell("plan", "a=1", "b=2")
    assert "1 | a=1 b=2\n" in err


def test_a_bug_leaves_a_report_and_no_traceback(shell, monkeypatch):
    error = ValueError("boom")
    error.add_note("a file name that is not UTF-8: \udcff")
    monkeypatch.setattr("compiler.operations.status", raising(error))
    code, _, err = shell("status", "churn")
    assert code == 255
    assert err.startswith("error[U007]: this is a bug in modelwright: ValueError: boom\n")
    assert "Traceback" not in err
    (report,) = (shell.folder / ".modelwright").glob("crash-*.txt")
    assert str(report) in err
    assert "status churn" in report.read_text()
    assert "Traceback" in report.read_text()


def test_a_phase_that_returns_nothing_is_a_bug(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.status", lambda _: Checked(None))
    code, _, err = shell("status")
    assert code == 255
    assert "neither a value nor an error came back" in err


def test_an_interruption_is_130_and_a_document(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.status", raising(KeyboardInterrupt()))
    assert shell("status")[0] == 130
    code, document, _ = shell.json("status")
    assert code == 130
    assert document["diagnostics"][0]["summary"] == "interrupted"


def test_a_signal_to_end_is_143(shell, monkeypatch):
    def operation(_session):
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()

    monkeypatch.setattr("compiler.operations.status", operation)
    monkeypatch.setattr("sys.argv", ["modelwright", "-C", str(shell.folder), "status"])
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 143


def test_a_closed_pipe_ends_quietly():
    program = "from compiler.cli.run import run; import sys; sys.exit(run(['explain', 'U001']))"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "x" * 5000],
        ["status", "x" * 5000],
        ["-C", "x" * 5000, "version"],
        ["init", "x" * 300],
        ["predict", "x" * 5000 + "/y", "-d", __file__],
        ["validate", "-e", "x" * 5000],
    ],
)
def test_a_name_that_is_too_long_for_a_file_is_a_plain_error(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(words) == 2
    assert "U007" not in capsys.readouterr().err


def test_a_folder_that_cannot_be_read_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("os.access", lambda *_: False)
    assert run(["-C", str(tmp_path), "version"]) == 2
    assert "the folder cannot be read" in capsys.readouterr().err


def test_control_characters_do_not_reach_the_terminal(capsys):
    invocation = Invocation(Format.TEXT, cwd=ROOT)
    invocation.say("a\x1b[31mb\tc\r\nd\x9b\n")
    invocation.tell("e\x1b]0;f\x07")
    printed = capsys.readouterr()
    assert printed.out == "a\\x1b[31mb\tc\nd\\x9b\n\n"
    assert printed.err == "e\\x1b]0;f\\x07\n"


def test_an_interruption_before_the_command_line_is_read_is_130(monkeypatch, capsys):
    monkeypatch.setattr("compiler.cli.run.run", raising(KeyboardInterrupt()))
    monkeypatch.setattr("sys.argv", ["modelwright", "status"])
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 130
