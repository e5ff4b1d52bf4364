"""Reasons in the user's words, places in the spec, and what a change means."""

from dataclasses import replace

import pytest

from compiler.model.graph import Secret
from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.model.plan import Action, ChangeKind, GateStatus, PropertyChange, Step
from compiler.plan import explain
from compiler.plan.kinds import change_kind
from compiler.plan.show import show
from compiler.source.address import Address
from compiler.source.location import Location


def at(line):
    return Location("churn/modelwright.yaml", line, 3)


def source(*path, line, content=""):
    return InputSource(path, at(line), content)


MANIFEST = Manifest(
    "churn",
    "local",
    "0.1.0",
    {},
    {
        "Dataset.customers": ResourceSource(
            ("datasets", "customers"),
            at(3),
            {
                "source": source("datasets", "customers", "source", line=4),
                "digest": source("datasets", "customers", "source", line=4, content="data/customers.csv"),
                "columns": source("datasets", "customers", "columns", line=5),
                "checks[0]": source("datasets", "customers", "checks", 0, line=6),
            },
        ),
        "TrainingRun.churn": ResourceSource(
            ("models", "churn"),
            at(10),
            {
                "definition.params": source("models", "churn", "params", line=11),
                "dataset": source("models", "churn", "dataset", line=9),
                "definition.params.max_depth": source("models", "churn", "params", "max_depth", line=12),
                "definition.entrypoint.digest": source("models", "churn", "entrypoint", line=13, content="train.py"),
            },
            {"dataset": "Dataset.customers", "dataset_digest": "Dataset.customers"},
        ),
        "Endpoint.api": ResourceSource(("serving", "api"), at(20), {}, {"version": "ModelVersion.churn"}),
    },
)


def step(address, action, *changes, note="", first=False):
    kind, _, name = address.rpartition(".")
    made = tuple(PropertyChange(*change) for change in changes)
    return Step(Address(kind, name), f"modelwright:index:{kind}", action, made, first, note)


def explained(*arguments, **words):
    (change,) = explain((step(*arguments, **words),), MANIFEST).changes
    return change.reason, change.location.line if change.location else None


@pytest.mark.parametrize(
    ("address", "action", "changes", "reason", "line"),
    [
        ("Dataset.customers", Action.SAME, [], "", 3),
        ("Dataset.customers", Action.CREATE, [], "new in the spec", 3),
        ("Dataset.gone", Action.DELETE, [], "no longer in the spec", None),
        ("Dataset.customers", Action.DELETE, [], "to be destroyed", 3),
        (
            "TrainingRun.churn", Action.REPLACE, [("definition.params.max_depth", 8, 12)],
            "`models.churn.params.max_depth` changed from 8 to 12", 12,
        ),
        (
            "TrainingRun.churn", Action.REPLACE, [("definition.params.min_split", 2, None)],
            "`models.churn.params.min_split` removed (was 2)", 11,
        ),
        (
            "TrainingRun.churn", Action.REPLACE, [("definition.params.max_depth", None, 12)],
            "`models.churn.params.max_depth` set to 12", 12,
        ),
        ("Dataset.customers", Action.UPDATE, [("digest", "a", "b")], "the data changed (data/customers.csv)", 4),
        (
            "TrainingRun.churn", Action.REPLACE, [("definition.entrypoint.digest", "a", "b")],
            "the code changed (train.py)", 13,
        ),
        ("TrainingRun.churn", Action.REPLACE, [("dataset_digest", "a", "b")], "follows Dataset.customers", 10),
        ("TrainingRun.churn", Action.REPLACE, [("dataset", "a", "~")], "follows Dataset.customers", 10),
        ("Endpoint.api", Action.UPDATE, [("version", 1, "~")], "follows ModelVersion.churn", 20),
        (
            "Dataset.customers", Action.UPDATE, [("columns[0].type", "integer", "number")],
            '`datasets.customers.columns` (`[0].type`) changed from "integer" to "number"', 5,
        ),
        (
            "Dataset.customers", Action.UPDATE, [("checks[0].value", 500, 600)],
            "`datasets.customers.checks[0]` (`value`) changed from 500 to 600", 6,
        ),
        (
            "Dataset.customers", Action.UPDATE,
            [("checks[0].text", "rows >= 500", "rows >= 600"), ("checks[0].value", 500, 600)],
            '`datasets.customers.checks[0]` changed from "rows >= 500" to "rows >= 600"', 6,
        ),
        (
            "Dataset.customers", Action.UPDATE, [("checks[0]", None, {"text": "unique(id)", "name": "unique"})],
            '`datasets.customers.checks[0]` set to "unique(id)"', 6,
        ),
        ("TrainingRun.churn", Action.REPLACE, [("runtime.numpy", 1, 2)], "`runtime.numpy` changed from 1 to 2", 10),
        (
            "TrainingRun.churn", Action.REPLACE,
            [("dataset", "a", "~"), ("dataset_digest", "a", "~"), ("definition.params.max_depth", 8, 12)],
            "`models.churn.params.max_depth` changed from 8 to 12, follows Dataset.customers", 12,
        ),
        (
            "Elsewhere.x", Action.UPDATE, [(name, 1, 2) for name in "abcde"],
            "`a` changed from 1 to 2, `b` changed from 1 to 2, `c` changed from 1 to 2 and 2 more", None,
        ),
        ("Elsewhere.x", Action.UPDATE, [], "the provider asks for it", None),
    ],
)  # fmt: skip
def test_reasons(address, action, changes, reason, line):
    assert explained(address, action, *changes) == (reason, line)


def test_the_providers_own_word():
    assert explained("Endpoint.api", Action.UPDATE, note="process not running") == ("process not running", 20)
    assert explained("Endpoint.api", Action.UPDATE, ("version", 1, 2), note="process not running") == (
        "follows ModelVersion.churn, process not running",
        20,
    )


CLOUD = Manifest(
    "churn",
    "prod",
    "0.1.0",
    {},
    {
        "s3.Bucket.artifacts": ResourceSource(
            ("project",),
            at(1),
            {
                "tags": InputSource(("platform", "tags"), Location("conf/env/prod.yaml", 8, 3)),
                "protect": InputSource(("platform", "protect"), Location("<modelwright>/conf/config.yaml", 14, 3)),
                "size": InputSource(("models", "churn", "size"), Location("<command line>", 1, 1)),
            },
            reads=("<modelwright>/templates/aws/bucket.py.j2", "churn/modelwright.yaml"),
        )
    },
)


def test_every_changed_value_has_a_cause():
    paths = ("tags.owner", "protect", "size", "sseAlgorithm")
    changes = tuple(PropertyChange(path, 1, 2) for path in paths)
    step_ = Step(Address("s3.Bucket", "artifacts"), "aws:s3/bucket:Bucket", Action.UPDATE, changes)
    (change,) = explain((step_,), CLOUD).changes
    assert [(str(cause.kind), cause.name, str(cause.location)) for cause in change.causes] == [
        ("platform", "platform.tags", "conf/env/prod.yaml:8:3"),
        ("default", "platform.protect", "<modelwright>/conf/config.yaml:14:3"),
        ("command line", "models.churn.size", "<command line>:1:1"),
        ("template", "<modelwright>/templates/aws/bucket.py.j2", "churn/modelwright.yaml:1:3"),
    ]
    only = replace(step_, changes=changes[3:])
    assert explain((only,), CLOUD).changes[0].reason == (
        "`sseAlgorithm` changed from 1 to 2 (<modelwright>/templates/aws/bucket.py.j2)"
    )


@pytest.mark.parametrize(
    ("path", "new", "kind", "name"),
    [
        ("definition.params.max_depth", 12, "spec", "models.churn.params.max_depth"),
        ("definition.entrypoint.digest", "b", "content", "train.py"),
        ("dataset", "~", "resource", "Dataset.customers"),
        ("dataset", "other", "spec", "models.churn.dataset"),
        ("runtime.numpy", 2, "provider", ""),
    ],
)
def test_causes_of_our_own_resources(path, new, kind, name):
    (change,) = explain((step("TrainingRun.churn", Action.REPLACE, (path, 1, new)),), MANIFEST).changes
    assert [(cause.kind, cause.name) for cause in change.causes] == [(kind, name)]


def test_trainings_that_start_have_their_gates():
    gates = {"churn": (GateStatus("roc_auc >= 0.8", 0.9, True),), "other": (GateStatus("r2 >= 0.5"),)}
    steps = (
        step("TrainingRun.churn", Action.REPLACE),
        step("TrainingRun.churn", Action.SAME),
        step("TrainingRun.churn", Action.DELETE),
        step("Endpoint.api", Action.UPDATE),
    )
    found = [change.gates for change in explain(steps, MANIFEST, gates).changes]
    assert found == [gates["churn"], (), (), ()]


def test_a_plan_keeps_the_order_and_the_stack():
    steps = (step("Endpoint.api", Action.SAME), step("Dataset.customers", Action.CREATE))
    plan = explain(steps, MANIFEST)
    assert (plan.project, plan.environment) == ("churn", "local")
    assert tuple(change.step for change in plan.changes) == steps and len(plan.pending) == 1


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (step("Dataset.x", Action.SAME), ChangeKind.NONE),
        (step("Dataset.x", Action.READ), ChangeKind.NONE),
        (step("Endpoint.x", Action.CREATE), ChangeKind.IN_PLACE),
        (step("Endpoint.x", Action.UPDATE, ("version", 1, 2)), ChangeKind.IN_PLACE),
        (step("Endpoint.x", Action.UPDATE, ("tags.owner", 1, 2), ("description", 1, 2)), ChangeKind.METADATA),
        (step("Endpoint.x", Action.UPDATE, ("tags.owner", 1, 2), ("port", 1, 2)), ChangeKind.IN_PLACE),
        (step("Endpoint.x", Action.UPDATE, note="process not running"), ChangeKind.IN_PLACE),
        (step("TrainingRun.x", Action.REPLACE), ChangeKind.RETRAIN),
        (step("ModelVersion.x", Action.REPLACE), ChangeKind.RETRAIN),
        (step("sagemaker.TrainingJob.x", Action.REPLACE), ChangeKind.RETRAIN),
        (step("Endpoint.x", Action.REPLACE), ChangeKind.OVERLAP),
        (step("Endpoint.x", Action.REPLACE, first=True), ChangeKind.DOWNTIME),
        (step("s3.Bucket.x", Action.REPLACE), ChangeKind.DESTRUCTIVE),
        (step("s3.Bucket.x", Action.DELETE), ChangeKind.DESTRUCTIVE),
        (step("Endpoint.x", Action.DELETE), ChangeKind.DOWNTIME),
        (step("Dataset.x", Action.DELETE), ChangeKind.IN_PLACE),
        (step("ModelVersion.x", Action.DELETE), ChangeKind.IN_PLACE),
    ],
)
def test_kinds(made, kind):
    assert change_kind(made) is kind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8, "8"),
        ("a b", '"a b"'),
        (None, "null"),
        ("~", "a value known after apply"),
        (Secret("key"), "[secret]"),
        ("[secret]", "[secret]"),
        ({"4dabf18193072939515e22adb298388d": "1b47", "plaintext": "hunter2"}, "[secret]"),
        ([1, {"a": {"4dabf18193072939515e22adb298388d": "1b47", "value": "hunter2"}}], '[1, {"a": "[secret]"}]'),
        ("a\u202eb\n", '"a\\u202eb\\n"'),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7…94, 95, 96, 97, 98, 99]"),
    ],
)
def test_values_are_short_and_keep_secrets(value, text):
    assert show(value) == text
    assert len(show(value)) <= 48
