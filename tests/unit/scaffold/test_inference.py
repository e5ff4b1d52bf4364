from __future__ import annotations

import pytest

from compiler.model.metrics import Task
from compiler.model.spec.dataset import DEFAULT_MISSING
from compiler.runtime import cells
from compiler.scaffold.columns import BOOLEANS, infer
from compiler.scaffold.learner import learner_for
from compiler.scaffold.markers import extra_markers, has_decimal_comma, with_point
from compiler.scaffold.names import is_name, name_from
from compiler.scaffold.tally import Tally
from compiler.scaffold.target import Goal, goal_of
from compiler.source.diagnostic import Refused

USUAL = frozenset(DEFAULT_MISSING)


def tally(name, cells):
    made = Tally(name)
    made.add(cells, len(cells))
    return made


def cycle(values, rows=300):
    return [values[at % len(values)] for at in range(rows)]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("age", cycle(["41", "7", " 99 ", ""]), "integer"),
        ("rooms", cycle(["3.0", "4.0", "5"]), "integer"),
        ("price", cycle(["1.5", "1e3", "-2", "NA"]), "number"),
        ("flag", cycle(["Yes", "No", ""]), "boolean"),
        ("flag", cycle(["0", "1"]), "boolean"),
        ("flag", cycle(["TRUE", "false"]), "boolean"),
        ("plan", cycle(["free", "pro", "enterprise"]), "category"),
        ("answer", cycle(["Yes", "No", "No internet service"]), "category"),
        ("zip", cycle(["01234", "04567", "99999"]), "category"),
        ("region_id", cycle(["1", "2", "3"]), "category"),
        ("customer_id", [str(1000 + at * 7) for at in range(300)], "identifier"),
        ("customerID", [f"{at:04d}-XY" for at in range(300)], "identifier"),
        ("orderId", cycle([str(at * 3) for at in range(100)]), "identifier"),
        ("Unnamed: 0", [str(at) for at in range(300)], "identifier"),
        ("anything", [str(at + 1) for at in range(300)], "identifier"),
        ("amount", [str(at * 3) for at in range(300)], "integer"),
        ("since", [f"2024-01-{at % 28 + 1:02d}" for at in range(300)], "date"),
        ("since", [f"2024-01-{at % 28 + 1:02d} 10:00:00" for at in range(300)], "date"),
        ("since", [f"{at % 28 + 1}.1.20{at % 40 + 10}" for at in range(300)], "text"),
        ("note", [f"some words {at}" for at in range(300)], "text"),
        ("city", cycle([f"city {at}" for at in range(90)]), "text"),
        ("state", cycle([f"state-{at}" for at in range(50)], 5000), "category"),
        ("empty", cycle(["", "NA"]), "text"),
        ("big", cycle(["inf", "1", "2"]), "category"),
        ("odd", cycle(["1_000", "2_000"]), "category"),
        ("reference", cycle(["${a}", "b"]), "text"),
    ],
)
def test_types(name, cells, kind):
    assert infer(tally(name, cells), USUAL).type == kind


def test_constant_columns_are_not_usable_and_list_no_values():
    column = infer(tally("country", cycle(["US", ""])), USUAL)
    assert (column.type, column.usable, column.values) == ("category", False, ())


def test_thousands_of_fractions_are_not_remembered():
    column = Tally("x")
    for chunk in range(4):
        column.add([f"{chunk}.{at:05d}1" for at in range(5000)], 5000)
    column.add(["", "NA", "oops"], 3)
    assert column.counts is None
    assert column.missing(USUAL) == 2
    assert infer(column, USUAL).type == "text"
    assert infer(column, USUAL | {"oops"}).type == "number"
    assert "oops" in infer(column, USUAL).why


def test_markers_are_found_where_all_else_is_numbers():
    columns = [
        tally("a", ["1", "2", "3", "-", "unknown"]),
        tally("b", ["x", "-", "unknown", "none"]),
        tally("c", ["1", "2", "3", "many"]),
    ]
    assert extra_markers(columns, USUAL) == ("-", "unknown")


def test_decimal_commas():
    assert has_decimal_comma(tally("a", ["1,5", "2", ""]), USUAL)
    assert not has_decimal_comma(tally("a", ["1", "2"]), USUAL)
    assert not has_decimal_comma(tally("a", ["1,5", "x"]), USUAL)


@pytest.mark.parametrize(
    ("cells", "task", "kind"),
    [
        (cycle(["Yes", "No", ""]), Task.BINARY, "boolean"),
        (cycle(["malignant", "benign"]), Task.BINARY, "category"),
        (cycle(["1", "2"]), Task.BINARY, "category"),
        (cycle(["0.0", "1.0"]), Task.BINARY, "boolean"),
        (cycle([str(at) for at in range(10)]), Task.MULTICLASS, "category"),
        (cycle(["a", "b", "c"]), Task.MULTICLASS, "category"),
        (cycle([str(at) for at in range(11)]), Task.REGRESSION, "integer"),
        ([str(at) for at in range(300)], Task.REGRESSION, "integer"),
        (cycle(["1.5", "2.5", "3.5"]), Task.REGRESSION, "number"),
    ],
)
def test_tasks(cells, task, kind):
    goal = goal_of(tally("y", cells), USUAL)
    assert (goal.task, goal.column.type) == (task, kind)


@pytest.mark.parametrize(
    "cells",
    [
        cycle(["", "NA"]),
        cycle(["same", ""]),
        [f"id-{at}" for at in range(300)],
        [f"some words {at}" for at in range(300)],
        cycle([f"city {at}" for at in range(90)]),
        [*cycle(["a"], 299), "b"],
        cycle(["${a}", "b"]),
    ],
)
def test_what_cannot_be_predicted(cells):
    with pytest.raises(Refused) as refused:
        goal_of(tally("y", cells), USUAL)
    (found,) = refused.value.diagnostics
    assert found.code == "I006"
    assert found.summary.startswith("target `y` ")
    assert found.hint


def goal(task, rows, classes=0, smallest=0):
    column = infer(tally("y", cycle(["a", "b"])), USUAL)
    return Goal(column, task, classes, smallest, rows)


def test_gates_ask_for_more_than_chance():
    assert learner_for(goal(Task.BINARY, 5000, 2, 900)).gates[0] == "roc_auc >= 0.52"
    assert learner_for(goal(Task.BINARY, 300, 2, 3)).gates[0] == "balanced_accuracy >= 0.51"
    assert learner_for(goal(Task.MULTICLASS, 3000, 3, 90)).gates[0] == "balanced_accuracy >= 0.34"
    assert learner_for(goal(Task.REGRESSION, 300)).gates == ("r2 >= 0.01", "r2 >= champion - 0.02")


def test_estimators_by_size():
    assert learner_for(goal(Task.BINARY, 300, 2, 90)).estimator.endswith(".RandomForestClassifier")
    assert learner_for(goal(Task.REGRESSION, 3000)).estimator.endswith(".HistGradientBoostingRegressor")
    assert learner_for(goal(Task.MULTICLASS, 3000, 9, 90)).estimator.endswith(".RandomForestClassifier")


def test_rare_classes_are_not_stratified():
    assert learner_for(goal(Task.MULTICLASS, 300, 3, 1)).stratify is False
    assert learner_for(goal(Task.MULTICLASS, 300, 3, 2)).stratify is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("Customer Churn (2024)", "customer-churn-2024"), ("Größe", "grosse"), ("2024 sales", "sales"), ("東京", "x"),
     ("null", "x"), ("y", "y"),     ("customerChurn", "customer-churn"), ("a" * 60, "a" * 40)],
)  # fmt: skip
def test_names(text, name):
    made = name_from(text, "x")
    assert made == name.replace("grosse", "groe")
    assert is_name(made)


def test_the_runtime_reads_what_is_taken_for_true_and_false():
    assert {(cells.boolean(true), cells.boolean(false)) for true, false in BOOLEANS} == {(1.0, 0.0)}


def test_german_amounts_are_numbers():
    cells = [f"{at + 1}.{at * 7 % 900 + 100}.{at:03d},{at % 90 + 10}" for at in range(40)]
    assert has_decimal_comma(tally("amount", cells), USUAL, grouped=True)
    assert with_point("219.496,68") == "219496.68"
    assert with_point("n.a.,") == "n.a.,"
    assert not has_decimal_comma(tally("amount", ["1.234,5", "1.5"]), USUAL)
    assert not has_decimal_comma(tally("amount", ["1,234", "2,5"]), USUAL, grouped=True)
    assert not has_decimal_comma(tally("amount", ["1.234.567", "1.234.568"]), USUAL)
