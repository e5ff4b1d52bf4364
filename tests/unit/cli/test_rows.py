from __future__ import annotations

import json

import pytest

from compiler.cli.rows import rows_of
from compiler.cli.tail import follow_files, last_lines, read_from
from compiler.operations.asking import Rows
from compiler.source.diagnostic import Refused


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]'),
        ("-", '{"x": 1, "y": "a"}\n{"x": 2, "y": "b"}\n'),
        ("a.json", '{"rows": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]}'),
    ],
)
def test_the_same_rows_in_many_forms_of_json(name, text):
    rows = rows_of(text.encode(), name)
    assert rows.media == "application/json"
    assert json.loads(rows.body) == {"rows": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]}


@pytest.mark.parametrize("name", ["a.csv", "-", "a.txt"])
def test_csv_is_sent_as_it_is(name):
    data = "\ufeffx,y\r\n1,NA\r\n\r\n?,Yes\r\n".encode()
    assert rows_of(data, name) == Rows(data, "text/csv")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"x,y\n", "only one line"),
        ("a.csv", b"\xff\xfe", "not UTF-8"),
        ("a.json", b"{", "is not JSON: line 1"),
        ("a.json", b"[1]", "does not hold objects"),
        ("a.json", b"[]", "does not hold objects"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_rows(name, data, says):
    with pytest.raises(Refused) as refused:
        rows_of(data, name)
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


def test_a_number_of_thousands_of_digits_is_refused():
    for text in ('[{"x": %s}]', '{"x": 1}\n{"x": %s}'):
        with pytest.raises(Refused) as refused:
            rows_of((text % ("9" * 5000)).encode(), "a.json")
        assert refused.value.diagnostics[0].code == "U003"
