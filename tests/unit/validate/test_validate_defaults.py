"""What validate fills in: task, features, metrics, stratification."""

from __future__ import annotations

import pytest
from validate_workbench import GOOD, check, edited

from compiler.model.metrics import Task

PARAMS = "    params: {n_estimators: 200, max_depth: 8}\n"


def resolved(*changes, **options):
    checked = check(edited(*changes), **options)
    assert not checked.diagnostics
    return checked.value


@pytest.mark.parametrize(
    ("column", "estimator", "task", "metrics", "stratify"),
    [
        ("boolean", "linear_model.LogisticRegression", Task.BINARY, ("roc_auc", "log_loss"), True),
        ("boolean", "svm.LinearSVC", Task.BINARY, ("accuracy", "f1"), True),
        ("boolean", "linear_model.SGDClassifier", Task.BINARY, ("accuracy", "f1"), True),
        ("{type: category, values: [a, b]}", "svm.SVC", Task.BINARY, ("accuracy", "f1"), True),
        ("{type: category, values: [1, 2, 3]}", "svm.SVC", Task.MULTICLASS, ("accuracy", "f1_macro"), True),
        ("number", "linear_model.Ridge", Task.REGRESSION, ("rmse", "r2"), False),
        ("integer", "linear_model.PoissonRegressor", Task.REGRESSION, ("rmse", "r2"), False),
    ],
)
def test_defaults_follow_from_the_target_and_the_estimator(column, estimator, task, metrics, stratify):
    value = resolved(
        ("churned: boolean", f"churned: {column}"), ("ensemble.RandomForestClassifier", estimator), (PARAMS, "")
    )
    assert value.tasks == {"churn": task}
    assert value.project.models["churn"].metrics == metrics
    assert value.project.models["churn"].split.stratify is stratify


def test_features_stand_in_the_order_of_the_data_file():
    assert resolved().features == {"churn": ("plan", "tenure_months")}
    assert resolved().project.models["churn"].features == ("plan", "tenure_months")
    swapped = resolved(header=("tenure_months", "churned", "plan", "customer_id"))
    assert swapped.features == {"churn": ("tenure_months", "plan")}


def test_features_stand_by_name_where_the_header_is_not_at_hand():
    assert resolved(header=()).features == {"churn": ("plan", "tenure_months")}


def test_key_order_in_yaml_changes_nothing():
    lines = "      tenure_months: integer\n      plan: {type: category, values: [free, pro, enterprise]}\n"
    swapped = "".join(reversed(lines.splitlines(keepends=True)))
    assert resolved((lines, swapped)).features == resolved().features


def test_what_is_written_stays():
    value = resolved(
        (PARAMS, PARAMS + "    features: [tenure_months]\n    metrics: [f1]\n    split: {stratify: false}\n")
    )
    model = value.project.models["churn"]
    assert (model.features, model.metrics, model.split.stratify) == (("tenure_months",), ("f1",), False)


def test_durations_gates_and_checks_are_values():
    value = resolved(
        (PARAMS, PARAMS + "    gates: [roc_auc >= champion - 0.01, f1 > 0.5]\n    train: {timeout: 1h 30m}\n")
    )
    model = value.project.models["churn"]
    assert model.train.timeout == 5400
    assert (model.gates[0].metric, model.gates[0].champion, model.gates[0].value) == ("roc_auc", True, -0.01)
    assert [check.name for check in value.project.datasets["customers"].checks] == ["rows", "missing", "unique"]


def test_entrypoint_takes_any_parameters_and_any_metric_of_its_task():
    text = GOOD.replace("estimator: sklearn.ensemble.RandomForestClassifier", "entrypoint: train.py:build")
    checked = check(text.replace("max_depth", "depth"), functions=("build",))
    assert not checked.diagnostics
    assert checked.value.project.models["churn"].metrics == ("roc_auc", "log_loss")
