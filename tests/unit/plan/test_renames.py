"""What goes and comes again with equal content is told as a probable rename; what differs is not."""

import pytest

from compiler.model.manifest import Manifest, ResourceSource
from compiler.model.plan import Action, PropertyChange, Step
from compiler.plan import explain
from compiler.source.address import Address
from compiler.source.location import Location

LINE = Location("churn/modelwright.yaml", 5, 3)
MANIFEST = Manifest(
    "churn",
    "prod",
    "0",
    {},
    {
        address: ResourceSource(path, LINE, {})
        for address, path in {
            "Dataset.customers": ("datasets", "customers"),
            "TrainingRun.churn": ("models", "churn"),
            "Endpoint.churn-api": ("serving", "churn-api"),
            "cloudwatch.MetricAlarm.churn-api-errors": ("serving", "churn-api"),
            "s3.Bucket.artifacts": ("project",),
        }.items()
    },
)


def steps(action, address, inputs):
    kind, _, name = address.rpartition(".")
    pairs = ((None, value) if action is Action.CREATE else (value, None) for value in inputs.values())
    changes = tuple(PropertyChange(path, *pair) for path, pair in zip(inputs, pairs, strict=True))
    return Step(Address(kind, name), f"modelwright:index:{kind}", action, changes)


def notes(*pairs):
    """Each pair is what goes and what comes: address and inputs."""
    listed = [steps(Action.CREATE, *new) for _, new in pairs if new]
    listed += [steps(Action.DELETE, *old) for old, _ in pairs if old]
    found = explain(tuple(listed), MANIFEST).notes
    assert {(item.code, str(item.severity), item.location) for item in found} <= {("P038", "note", LINE)}
    return [item.hint.partition("`- ")[2].rstrip("`") for item in found]


DATA = {"source": "c.csv", "columns": [{"name": "age"}]}
ALARM = "cloudwatch.MetricAlarm."


@pytest.mark.parametrize(
    ("pairs", "lines"),
    [
        (
            [(("Dataset.people", DATA), ("Dataset.customers", DATA))],
            ["{from: datasets.people, to: datasets.customers}"],
        ),
        ([(("Dataset.people", DATA), ("Dataset.customers", {**DATA, "source": "d.csv"}))], []),
        ([(("Dataset.people", DATA), ("Dataset.customers", {**DATA, "checks": []}))], []),
        ([(("Dataset.people", DATA), ("TrainingRun.churn", DATA))], []),
        ([(("Dataset.people", DATA), ("Dataset.customers", DATA)), (("Dataset.folk", DATA), None)], []),
        ([(("Dataset.people", {"source": "c.csv"}), ("Dataset.customers", {"source": "~"}))], []),
        ([(("s3.Bucket.old", {"acl": 1}), ("s3.Bucket.artifacts", {"acl": 1}))], []),
        ([(None, ("Dataset.customers", DATA))], []),
        (
            [((f"{ALARM}api-errors", {"name": "x-api-y"}), (f"{ALARM}churn-api-errors", {"name": "x-churn-api-y"}))],
            ["{from: serving.api, to: serving.churn-api}"],
        ),
        (
            # The endpoint refers to a model whose rename is found out on the way.
            [
                (("Endpoint.api", {"model": "old", "port": 0}), ("Endpoint.churn-api", {"model": "churn", "port": 0})),
                (
                    ("TrainingRun.old", {"definition": {"model": "old", "depth": 3}, "data": "d"}),
                    ("TrainingRun.churn", {"definition": {"model": "churn", "depth": 3}, "data": "~"}),
                ),
            ],
            ["{from: models.old, to: models.churn}", "{from: serving.api, to: serving.churn-api}"],
        ),
    ],
)
def test_renames(pairs, lines):
    assert sorted(notes(*pairs)) == lines
