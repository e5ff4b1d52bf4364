from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from compiler.lower import lower
from compiler.model.graph import Graph, Join, Origin, Ref, identifier
from compiler.model.target import Target
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import Location


@dataclass(frozen=True, slots=True)
class Thing:
    address: Address
    origin: Origin
    value: object = None


PROJECT = SimpleNamespace(environments=("local", "prod"), project=SimpleNamespace(moved=()))
"""All that lower itself looks at."""


def thing(name, value=None, kind="Thing"):
    return Thing(Address(kind, name), Origin(Location("modelwright.yaml", 3, 1), ("things", name)), value)


def lowered(*nodes):
    target = Target("toy", lambda _: Checked(Graph("shop", "local", nodes)), lambda _: (), {}, lambda: "1.9")
    return lower(PROJECT, target)


def ref(name):
    return Ref(Address("Thing", name), "id")


def test_dependencies_come_first_and_the_rest_stays_in_place():
    nested = {"deep": [Join(("x", ref("c")))]}
    graph = lowered(thing("a", nested), thing("b"), thing("c", (Address("Thing", "d"),)), thing("d")).value
    assert [node.address.name for node in graph.nodes] == ["d", "c", "a", "b"]


def test_an_ordered_graph_keeps_its_order():
    graph = lowered(thing("b"), thing("a", ref("b")), thing("c")).value
    assert [node.address.name for node in graph.nodes] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("nodes", "code", "words"),
    [
        ((thing("a"), thing("a")), "G001", "`Thing.a` would be made twice"),
        ((thing("a"), thing("a-thing")), "G002", "share the variable `a_thing`"),
        ((thing("a", ref("b")),), "G004", "`Thing.a` refers to `Thing.b`"),
        ((thing("a", ref("b")), thing("b", ref("a"))), "G005", "`Thing.a` -> `Thing.b` -> `Thing.a`"),
        ((thing("a", ref("a")),), "G005", "`Thing.a` -> `Thing.a`"),
    ],
)
def test_faults_of_a_graph(nodes, code, words):
    checked = lowered(*nodes)
    assert checked.value is None
    (found,) = checked.diagnostics
    assert found.code == code
    assert words in found.summary
    assert found.location == Location("modelwright.yaml", 3, 1)


def test_what_the_target_says_is_passed_on():
    said = Diagnostic("G003", "no data")
    refusing = Target("toy", lambda _: Checked(None, (said,)), lambda _: (), {}, lambda: "1.9")
    assert lower(PROJECT, refusing) == Checked(None, (said,))


@pytest.mark.parametrize(
    ("address", "variable"),
    [
        (Address("Endpoint", "churn-api"), "churn_api_endpoint"),
        (Address("s3.BucketObjectv2", "runtime"), "runtime_bucket_object"),
        (Address("ModelVersion", "model-version"), "model_version"),
        (Address("sagemaker.TrainingJob", "churn"), "churn_training_job"),
    ],
)
def test_variables(address, variable):
    assert identifier(address) == variable


def test_names_that_meet_within_one_environment_and_across_two():
    from compiler.lower.checks import check_names

    @dataclass(frozen=True)
    class Named:
        address: Address
        name: str
        origin: Origin

    def said(environments, *names):
        place = Origin(Location("a.yaml", 1, 1), ())
        nodes = tuple(Named(Address("Endpoint", name), f"shop-dev-{name}", place) for name in names)
        return [item.summary for item in check_names(Graph("shop", "dev", nodes), environments)]

    assert said(("dev", "prod"), "api", "eu-api") == []
    assert said(("dev", "dev-eu"), "api", "eu-api") == [
        "`Endpoint.eu-api` and `Endpoint.api` in environment `dev-eu` would both be called `shop-dev-eu-api`"
    ]
    assert said(("dev",), "api", "api") == ["`Endpoint.api` and `Endpoint.api` would both be called `shop-dev-api`"]
