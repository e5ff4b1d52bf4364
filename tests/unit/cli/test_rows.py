from __future__ import annotations

import pytest

from compiler.cli.rows import parse_rows, value_of
from compiler.cli.tail import follow_files, last_lines, read_from
from compiler.source.diagnostic import Refused


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None), (" ", None), ("NaN", None), ("7", 7), (" 7 ", 7), ("-3.5", -3.5), ("1e3", 1000.0),
        (".5", 0.5), ("2.", 2.0), ("007", "007"), ("TRUE", True), ("false", False), ("yes", "yes"),
        ("1e999", "1e999"), ("1_000", "1_000"), ("+", "+"), (".", "."), ("-", "-"), ("e5", "e5"), ("0", 0),
        ("0.0", 0.0), ("12 a", "12 a"),
    ],
)  # fmt: skip
def test_cells(cell, value):
    assert value_of(cell) == value
    assert type(value_of(cell)) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "\ufeffx,y\n1,a\n\n2,b\n"),
        ("-", "x,y\n1,a\n2,b"),
        ("a.json", '[{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]'),
        ("-", '{"x": 1, "y": "a"}\n{"x": 2, "y": "b"}\n'),
        ("a.txt", 'x,y\r\n1,"a"\r\n2,b\r\n'),
        ("a.json", '{"rows": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]}'),
    ],
)
def test_the_same_rows_in_many_forms(name, text):
    assert parse_rows(text.encode(), name) == [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"x,y\n", "no rows"),
        ("a.csv", b"x,y\n1\n", "line 2 of `a.csv` does not fit the header: 1 instead of 2"),
        ("a.csv", b"x,x\n1,2\n", "`x` twice"),
        ("a.csv", b"\xff\xfe", "not UTF-8"),
        ("a.csv", b'x\n"1', "line 2"),
        ("a.json", b"{", "is not JSON: line 1"),
        ("a.json", b"[1]", "does not hold objects"),
        ("a.json", b"[]", "does not hold objects"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_rows(name, data, says):
    with pytest.raises(Refused) as refused:
        parse_rows(data, name)
    assert says in refused.value.diagnostics[0].summary


def test_a_log_is_followed_over_whole_lines_and_a_fresh_start(tmp_path):
    log = tmp_path / "a.log"
    assert last_lines(log, 5) == []
    log.write_text("one\ntw")
    text, position = read_from(log, 0)
    assert text == "one\n"
    log.write_text("one\ntwo\n")
    assert read_from(log, position) == ("two\n", 8)
    log.write_text("new\n")
    assert read_from(log, 8) == ("new\n", 4)
    assert last_lines(log, 5) == ["new"]


def test_following_says_what_is_added(tmp_path, monkeypatch):
    logs = {"a": tmp_path / "a.log", "b": tmp_path / "b.log"}
    for path in logs.values():
        path.write_text("old\n")
    said = []

    def write(_seconds):
        with logs["b"].open("a") as file:
            file.write("fresh\n")

    monkeypatch.setattr("compiler.cli.tail.time.sleep", write)
    follow_files(logs, said.append, rounds=2)
    assert said == ["b | fresh"]
