"""Reading and checking data files."""

from __future__ import annotations

import json

import pytest

from compiler.runtime.check import check
from compiler.runtime.jsonfile import dump_json
from tests.unit.runtime.jobs import checks


def run(path, columns, tests=(), missing=("", "NA")):
    return check(
        {"source": str(path), "dataset": {"columns": columns, "missing": list(missing), "checks": list(tests)}}
    )


def column(name, kind, *values):
    return {"name": name, "type": kind, "values": list(values)}


def text_file(tmp_path, text):
    path = tmp_path / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_real_table_of_every_type(mixed):
    dataset = {
        **mixed.job["dataset"],
        "checks": checks("rows >= 150", "unique(id)", "missing(colour) <= 0.2", "min(width) > 1"),
    }
    result = check({"source": str(mixed.source), "dataset": dataset})
    assert result["ok"], result["problems"]
    assert result["rows"] == 150
    assert [item["passed"] for item in result["checked"]] == [True] * 4
    profile = result["profile"]["columns"]
    assert profile["length"]["missing"] == pytest.approx(0.1)
    assert sum(profile["length"]["counts"]) == 135
    assert len(profile["length"]["counts"]) == len(profile["length"]["edges"]) + 1
    assert profile["species"]["frequencies"] == {"setosa": 50, "versicolor": 50, "virginica": 50}
    assert set(profile["wide"]["frequencies"]) == {"true", "false"}
    assert dump_json(result) == dump_json(json.loads(dump_json(result)))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("number", ["1", "-2.5e3", " 7 "], ["x", "inf", "nan", "1_0", "0x1f"]),
        ("integer", ["1", "3.0", "-4"], ["1.5", "1e400", "one"]),
        ("boolean", ["TRUE", "no", "Y", "f", "1", "0"], ["2", "maybe"]),
        ("date", ["2024-02-29", "2024-01-01T10:00:00"], ["2023-02-29", "01/02/2024", "20240101"]),
    ],
)
def test_values_of_a_type(tmp_path, kind, good, bad):
    path = text_file(tmp_path, "\n".join(["a,b", *(f'"{value}",x' for value in [*good, "NA", *bad])]))
    result = run(path, [column("a", kind)])
    assert [problem["text"] for problem in result["problems"]] == bad
    assert [problem["row"] for problem in result["problems"]] == list(range(len(good) + 3, len(good) + 3 + len(bad)))
    assert all(problem["count"] == len(bad) and "`a`" in problem["message"] for problem in result["problems"])


def test_categories(tmp_path):
    path = text_file(tmp_path, "plan,grade\nfree,1\n Pro ,2.0\npremum,3\n")
    columns = [column("plan", "category", "free", "Pro", "premium"), column("grade", "category", 1, 2)]
    result = run(path, columns)
    assert [(problem["column"], problem["row"]) for problem in result["problems"]] == [("plan", 4), ("grade", 4)]
    assert "did you mean `premium`?" in result["problems"][0]["message"]
    assert result["profile"]["columns"]["grade"]["frequencies"] == {"1": 1, "2": 1}


def test_rows_are_lines_of_the_file_and_examples_are_few(tmp_path):
    path = text_file(tmp_path, 'a,note\n1,"two\nlines"\n\n' + "bad,x\n" * 9)
    problems = run(path, [column("a", "number")])["problems"]
    assert [problem["row"] for problem in problems] == [5, 6, 7, 8, 9]
    assert problems[0]["count"] == 9


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "unreadable", "no header"),
        (b"a\n\xff\n", "unreadable", "UTF-8"),
        ('a\n"x"y\n', "unreadable", "CSV"),
        ("a,a\n1,2\n", "duplicate-column", "2 times"),
        ("aa\n1\n", "missing-column", "`a` is not in the file"),
        ("a,b\n1\n1,2\n", "ragged-row", "line 2 has 1 fields"),
        ("a,b\n", "no-rows", "no rows"),
    ],
)
def test_unreadable_files(tmp_path, text, kind, words):
    result = run(text_file(tmp_path, text), [column("a", "number")])
    assert not result["ok"]
    assert [problem["kind"] for problem in result["problems"]] == [kind]
    assert words in result["problems"][0]["message"]


def test_no_file(tmp_path):
    result = run(tmp_path / "none.csv", [column("a", "number")])
    assert [problem["kind"] for problem in result["problems"]] == ["unreadable"]


def test_failed_checks(tmp_path):
    path = text_file(tmp_path, "\ufeffa,b\n1,x\n2,x\n,\n")
    tests = checks(
        "rows == 3", "unique(b)", "missing(a) <= 0.3", "mean(a) >= 2", "distinct(b) > 1", "max(a) <= 2", "min(b) > 0"
    )
    result = run(path, [column("a", "number"), column("b", "text")], tests)
    assert [item["passed"] for item in result["checked"]] == [True, False, False, False, False, True, False]
    assert [item["value"] for item in result["checked"]][:5] == [3, 1, pytest.approx(1 / 3), 1.5, 1]
    assert [problem["kind"] for problem in result["problems"]] == ["check-failed"] * 5


def test_a_long_file_is_read_in_chunks(tmp_path):
    from compiler.runtime.table import CHUNK

    rows = CHUNK + 10
    path = text_file(tmp_path, "a,b\n" + "".join(f"{n},{n % 3}\n" for n in range(rows)))
    result = run(path, [column("a", "integer"), column("b", "category")], checks(f"rows == {rows}", "unique(a)"))
    assert result["ok"]
    assert result["profile"]["columns"]["a"]["max"] == rows - 1
