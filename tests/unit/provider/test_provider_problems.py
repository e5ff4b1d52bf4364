"""What the runtime reports becomes diagnostics."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from provider_workbench import Workbench, definition, gate

from compiler.model.stack import Stack
from compiler.provider.identity import ProcessId, alive, identify
from compiler.provider.jobs import Ended
from compiler.provider.leftovers import stop_leftovers
from compiler.provider.places import compiled_file, home_of, log_file
from compiler.provider.problems import data_problems, failed_training
from compiler.provider.protocol import Scope
from compiler.provider.purge import purge_stack
from compiler.provider.records import EndpointRecord, load_record, record_file, save_record
from compiler.provider.status import endpoint_records, status_of_endpoint
from compiler.source.canonical import digest_file
from compiler.source.codes import all_codes
from compiler.source.diagnostic import Refused
from compiler.source.location import Location
from tests.unit.provider.idle import idle


def problem(
    kind: str, column: str | None = None, row: int | None = None, text: str = "", count: int = 1
) -> dict[str, Any]:
    return {"kind": kind, "column": column, "row": row, "text": text, "message": f"{kind} said", "count": count}


def test_bad_values_point_into_the_data_three_times_a_column() -> None:
    found = [problem("bad-value", "age", row, "x", 9) for row in range(5, 10)] + [problem("bad-value", "plan", 7, "y")]
    diagnostics = data_problems("d.csv", {"columns": [{"name": "age"}, {"name": "plan"}]}, found)
    assert [(item.location, item.path) for item in diagnostics] == [
        (Location("d.csv", 5, 1), ("columns", 0)),
        (Location("d.csv", 6, 1), ("columns", 0)),
        (Location("d.csv", 7, 1), ("columns", 0)),
        (Location("d.csv", 7, 1), ("columns", 1)),
    ]
    assert diagnostics[0].hint.startswith("9 like this; ")


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("unreadable", "D003", 2),
        ("missing-column", "D004", 2),
        ("duplicate-column", "D004", 2),
        ("bad-value", "D005", 2),
        ("ragged-row", "D005", 2),
        ("check-failed", "D006", 5),
        ("no-rows", "D007", 2),
    ],
)
def test_each_data_problem_has_a_code(kind: str, code: str, status: int) -> None:
    (found,) = data_problems("d.csv", {}, [problem(kind)])
    assert found.code == code and found.summary == f"{kind} said" and found.hint
    assert all_codes()[code].exit == status


def test_a_failed_check_points_at_the_check() -> None:
    checks = [{"text": "rows >= 5"}, {"text": "unique(id)"}]
    (found,) = data_problems("d.csv", {"checks": checks}, [problem("check-failed", "id", text="unique(id)")])
    assert (found.path, found.location) == (("checks", 1), None)


def verdict(text: str, value: float, threshold: float | None, passed: bool) -> dict[str, Any]:
    return {**gate(text), "value": value, "threshold": threshold, "passed": passed}


def test_each_failed_gate_tells_its_numbers_and_its_place() -> None:
    texts = ["accuracy >= 0.5", "roc_auc >= 0.99", "roc_auc >= champion - 0.01"]
    job = definition(gates=[gate(text) for text in texts])
    verdicts = [
        verdict(texts[0], 0.9, 0.5, True),
        verdict(texts[1], 0.91, 0.99, False),
        verdict(texts[2], 0.91, 0.95, False),
    ]
    result = {"ok": False, "gates": verdicts, "failure": {"kind": "gate", "message": ""}}
    found = failed_training(job, Ended(result, 3, False, ""), "log")
    assert [(item.code, item.summary, item.path) for item in found] == [
        ("D010", "gate `roc_auc >= 0.99` failed: roc_auc is 0.91, needed >= 0.99", ("definition", "gates", 1)),
        (
            "D010",
            "gate `roc_auc >= champion - 0.01` failed: roc_auc is 0.91, needed >= 0.95 against the champion",
            ("definition", "gates", 2),
        ),
    ]
    assert all_codes()["D010"].exit == 5


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("estimator", "D011"),
        ("tuning", "D011"),
        ("timeout", "D012"),
        ("entrypoint", "D013"),
        ("internal", "D014"),
        ("stopped", "D014"),
        ("data", "D015"),
        ("champion", "D016"),
        ("metric", "D017"),
        ("artifact", "D018"),
    ],
)
def test_each_failed_training_has_a_code(kind: str, code: str) -> None:
    result: dict[str, object] = {"ok": False, "gates": [], "failure": {"kind": kind, "message": "it broke"}}
    (found,) = failed_training(definition(), Ended(result, 1, False, ""), "logs/a.log")
    assert found.code == code and "`churn`" in found.summary and found.hint
    assert all_codes()[code].exit == 4


@pytest.mark.parametrize(
    ("code", "last", "words"),
    [
        (-9, "", "was ended by SIGKILL; the machine may be out of memory"),
        (-11, "", "was ended by SIGSEGV"),
        (1, "ImportError: no", "ended with status 1 and no result: ImportError: no"),
    ],
)
def test_a_job_without_a_result_says_how_it_ended(code: int, last: str, words: str) -> None:
    (found,) = failed_training(definition(), Ended(None, code, False, last), "a.log")
    assert (found.code, found.summary) == ("D014", f"the training of `churn` {words}")


def scope(root: Path) -> Scope:
    return Scope(root, root / ".modelwright", "churn", "local", "x", print)


def test_files_must_be_what_was_compiled(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    digest = digest_file(tmp_path / "d.csv")
    assert compiled_file(scope(tmp_path), "d.csv", digest, "data") == tmp_path.resolve() / "d.csv"
    (tmp_path / "d.csv").write_text("a\n2\n")
    with pytest.raises(Refused, match=r"D002 the data file `d.csv` changed after"):
        compiled_file(scope(tmp_path), "d.csv", digest, "data")
    with pytest.raises(Refused, match=r"D001 the code file `gone.py` cannot be read: no such file"):
        compiled_file(scope(tmp_path), "gone.py", digest, "code")
    for outside in ("../d.csv", "/etc/passwd"):
        with pytest.raises(Refused, match=r"D001 .* not inside the workspace"):
            compiled_file(scope(tmp_path), outside, digest, "data")


def record(name: str, environment: str = "local") -> EndpointRecord:
    process = ProcessId(2**22 + 1, 1.0, "modelwright-0123456789abcdef")
    return EndpointRecord("churn", environment, name, "churn", "1", "sha256:aa", 8080, "secret", process, (process,))


def test_endpoint_records_are_private_and_come_back(tmp_path: Path) -> None:
    for item in (record("b"), record("a"), record("a", "dev")):
        save_record(tmp_path, item)
    path = record_file(tmp_path, "churn", "local", "a")
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_record(path) == record("a")
    assert endpoint_records(tmp_path, "churn", "local") == (record("a"), record("b"))
    assert endpoint_records(tmp_path, "churn", "dev") == (record("a", "dev"),)
    assert endpoint_records(tmp_path, "churn", "prod") == ()
    found = status_of_endpoint(tmp_path, "churn", "local", "a")
    assert found is not None and found.state == "stopped"
    assert status_of_endpoint(tmp_path, "churn", "local", "gone") is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "process": 3, "retiring": []}'])
def test_a_damaged_record_is_named(tmp_path: Path, content: str) -> None:
    path = record_file(tmp_path, "churn", "local", "a")
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(Refused, match=r"S005 the endpoint record `endpoints/churn/local/a.json` is damaged"):
        load_record(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "two"),
        ("port", 70000),
        ("port", True),
        ("token", "a\nb"),
        ("model", "../x"),
        ("name", "b"),
        ("home", 1),
        ("retiring", 3),
        ("retiring", [{"pid": 1, "started": 0.0, "mark": "modelwright-0123456789abcdef"}]),
        ("process", {"pid": 4711, "started": 0.0, "mark": "-m"}),
    ],
)
def test_a_record_with_a_field_that_cannot_be_is_damaged(tmp_path: Path, field: str, value: object) -> None:
    save_record(tmp_path, record("a"))
    path = record_file(tmp_path, "churn", "local", "a")
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(Refused, match="S005"):
        load_record(path)


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "../../evil", "a\0b", "a\n", "-x"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    stack = Stack("churn", name, tmp_path, tmp_path, tmp_path)
    for path in (
        lambda: record_file(tmp_path, "churn", "local", name),
        lambda: log_file(tmp_path, name, "local", "Dataset", "a"),
        lambda: stack.state_file,
        lambda: stack.logs,
        lambda: purge_stack(tmp_path, name, "local"),
    ):
        with pytest.raises(Refused, match="P016"):
            path()


def test_what_no_state_names_is_stopped_unless_it_is_another_workspaces(tmp_path: Path) -> None:
    child = idle(tmp_path)
    process = identify(child.pid, child.mark)
    try:
        save_record(tmp_path, replace(record("a"), process=process, home="1:/"))
        assert stop_leftovers(tmp_path, "churn", "local") == () and alive(process)
        assert endpoint_records(tmp_path, "churn", "local") == ()
        save_record(tmp_path, replace(record("a"), process=process, home=home_of(tmp_path)))
        (step,) = stop_leftovers(tmp_path, "churn", "local")
        assert str(step.address) == "Endpoint.a" and not alive(process)
        assert endpoint_records(tmp_path, "churn", "local") == ()
    finally:
        child.kill()


def test_an_endpoint_without_a_record_is_found_by_its_outputs(bench: Workbench) -> None:
    child = idle(bench.root)
    process = identify(child.pid, child.mark)
    scope, kind = bench.scope("api"), bench.kind("Endpoint")
    bench.private.mkdir()
    outputs: dict[str, object] = {"pid": float(child.pid), "mark": child.mark, "home": home_of(bench.private)}
    try:
        for foreign in ({**outputs, "home": "1:/"}, {**outputs, "mark": "-m"}, {**outputs, "pid": None}):
            kind.delete(scope, "x", foreign)
            assert kind.diff(scope, "x", {}, foreign, {}).note == "process not running"
        assert alive(process)
        assert kind.diff(scope, "x", {}, outputs, {}).note == "its record is lost"
        assert kind.read(scope, "x", outputs) == outputs
        kind.delete(scope, "x", outputs)
        assert not alive(process)
    finally:
        child.kill()
