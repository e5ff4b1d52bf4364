"""The small languages of a spec."""

from __future__ import annotations

import time

import pytest

from compiler.model.expressions import parse_check, parse_duration, parse_gate, parse_trigger


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h 30m", 5400), ("1 d", 86400), ("366d", 366 * 86400)]
)
def test_durations(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "30", "m", "1.5h", "-1h", "0s", "367d", "1h x", "9" * 5000 + "s", "1h1"])
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("roc_auc >= 0.80", ("roc_auc", ">=", False, 0.8)),
        ("accuracy>=80%", ("accuracy", ">=", False, 0.8)),
        ("rmse <= 1e3", ("rmse", "<=", False, 1000.0)),
        ("r2 > -.5", ("r2", ">", False, -0.5)),
        ("roc_auc >= champion", ("roc_auc", ">=", True, 0.0)),
        ("roc_auc >= champion - 0.01", ("roc_auc", ">=", True, -0.01)),
        ("rmse <= champion+1.0", ("rmse", "<=", True, 1.0)),
    ],
)
def test_gates(text, parts):
    gate = parse_gate(text)
    assert (gate.metric, gate.op, gate.champion, gate.value) == parts
    assert gate.text == text


@pytest.mark.parametrize(
    "text", ["", "roc_auc", "0.8 <= roc_auc", "roc_auc => 0.8", "roc_auc >= champion * 2", "r2 > 1e999"]
)
def test_what_is_no_gate(text):
    with pytest.raises(ValueError, match=r"gate|larger"):
        parse_gate(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("rows >= 500", ("rows", None, ">=", 500.0)),
        ("unique( customer id )", ("unique", "customer id", None, None)),
        ("missing(Temp (C)) <= 2%", ("missing", "Temp (C)", "<=", 0.02)),
        ("min(age) >= -1", ("min", "age", ">=", -1.0)),
    ],
)
def test_checks(text, parts):
    check = parse_check(text)
    assert (check.name, check.column, check.op, check.value) == parts


@pytest.mark.parametrize(
    ("text", "value"), [("errors > 1%", 0.01), ("p99 > 500ms", 500.0), ("p95>2s", 2000.0), ("errors > 0.1%", 0.001)]
)
def test_triggers(text, value):
    assert parse_trigger(text).value == value


@pytest.mark.parametrize("text", ["errors > 1", "errors > 500ms", "p99 > 1%", "p42 > 1s", "p99 < 1s"])
def test_what_is_no_trigger(text):
    with pytest.raises(ValueError, match="rollback"):
        parse_trigger(text)


@pytest.mark.parametrize("parse", [parse_duration, parse_gate, parse_check, parse_trigger])
def test_long_hostile_text_is_refused_quickly(parse):
    started = time.process_time()
    for text in (
        "1" * 200_000 + "x",
        "a >= " + "1" * 200_000 + "x",
        "min(" + ")" * 200_000,
        "rows >= " + " " * 200_000 + "x",
    ):
        with pytest.raises(ValueError, match=r"."):
            parse(text)
    assert time.process_time() - started < 2
