"""Annotations, read back the way the runner reads them; nothing that a spec says becomes a command of its own."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from compiler.cli.invocation import Format, Invocation
from compiler.cli.run import run
from compiler.reports.github import github_text, unarmed
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import COMMAND_LINE, Location

HOSTILE = "a%0A::set-env name=X::y\r\n::error::%25 z, b: c\n##[add-path]/evil"


def parsed(line):
    """As the runner does, which looks for `##[` only in lines that do not parse: command, properties and text."""
    match = re.fullmatch(r"::(\w+) ([^\n]*?)::(.*)", line.lstrip())
    assert match, line
    pairs = dict(item.split("=", 1) for item in match[2].split(","))
    undo = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    read = {key: re.sub("%(0D|0A|3A|2C|25)", lambda found: undo[found[0]], value) for key, value in pairs.items()}
    return match[1], read, re.sub("%(0D|0A|25)", lambda found: undo[found[0]], match[3])


def shown(*items, text=None, elsewhere="see x"):
    return github_text(items, lambda _: text, "ml/", elsewhere)


def test_an_annotation_has_its_place_and_everything_that_is_known():
    item = Diagnostic("V030", "no column", Location("a.yaml", 1, 4), ("models", "x"), "do this")
    kind, properties, message = parsed(shown(item, text="a: chrned # b"))
    assert (kind, message) == ("error", "no column\npath: models.x\nhint: do this")
    assert properties == {"file": "ml/a.yaml", "line": "1", "col": "4", "endColumn": "10", "title": "V030"}


def test_places_outside_of_the_repository_have_no_file():
    for file in (COMMAND_LINE, "<modelwright>/conf/env/local.yaml"):
        assert parsed(shown(Diagnostic("V001", "odd", Location(file, 1, 1))))[1] == {"title": "V001"}
    assert parsed(shown(Diagnostic("V001", "odd", Location("a.yaml", 0, 0))))[1] == {
        "file": "ml/a.yaml",
        "title": "V001",
    }


def test_the_worst_ten_are_shown_and_the_rest_is_counted():
    notes = [Diagnostic("V024", f"note {n}", severity=Severity.NOTE) for n in range(3)]
    warnings = [Diagnostic("V024", f"warning {n}", severity=Severity.WARNING) for n in range(6)]
    errors = [Diagnostic("V001", f"error {n}") for n in range(5)]
    *lines, last = shown(*notes, *warnings, *errors).splitlines()
    assert [parsed(line)[0] for line in lines] == ["error"] * 5 + ["warning"] * 5
    assert last == "1 warning, 3 notes more: see x"
    assert len(shown(*errors).splitlines()) == 5


texts = st.text(st.sampled_from("ab:%#[],\r\n \t")) | st.text()


@given(texts, texts, texts, texts)
@example(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_a_hostile_text_stays_one_annotation(summary, file, key, hint):
    line = shown(Diagnostic("V001", summary, Location(f"f{file}", 1, 1), (f"k{key}",), f"h{hint}"))
    assert len(re.split(r"[\r\n]", line)) == 1
    kind, properties, message = parsed(line)
    assert kind == "error" and message == f"{summary}\npath: k{key}\nhint: h{hint}"
    assert properties["file"] == f"ml/f{file}"


@given(texts)
@example(HOSTILE)
@example(":\r::")
def test_nothing_else_is_a_command(text):
    for line in re.split(r"[\r\n]", unarmed(text)):
        assert not line.lstrip().startswith("::") and "##[" not in line


def test_answers_are_disarmed_in_a_workflow(capsys, tmp_path, monkeypatch):
    Invocation(Format.GITHUB, tmp_path).say("::error::x")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    Invocation(Format.TEXT, tmp_path).say(" ::error::x")
    monkeypatch.setenv("GITHUB_ACTIONS", "")
    Invocation(Format.TEXT, tmp_path).say("::error::x")
    assert capsys.readouterr().out == ": :error::x\n : :error::x\n::error::x\n"


def test_a_spec_cannot_command_the_runner(tmp_path, capsys):
    spec = 'project: "churn\\n::add-mask::x"\n"::set-env name=A::b%0A": 1\n'
    (tmp_path / "modelwright.yaml").write_text(spec)
    assert run(["-C", str(tmp_path), "validate", "--format", "github"]) == 2
    printed = capsys.readouterr()
    lines = (printed.out + printed.err).splitlines()
    assert lines and {parsed(line)[0] for line in lines} == {"error"}
