"""What the state costs, from the old values of a plan's steps."""

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest

from compiler.model.plan import Action, PropertyChange, Step
from compiler.operations.costing import planned_cost
from compiler.pipeline import lower_stack, open_session
from compiler.reports.cost import planned_text
from compiler.source.address import Address
from compiler.targets.aws.costs import aws_costs
from compiler.targets.aws.prices import shipped_book
from compiler.targets.aws.scheduling import often_comes

ROOT = Path(__file__).resolve().parents[3]
SESSION = open_session(ROOT, "breast-cancer", "prod", (), today=date(2026, 11, 27)).value
LARGE = 0.128 * 730
CONFIGURATION = "sagemaker.EndpointConfiguration"


@pytest.fixture(scope="module")
def graph():
    return lower_stack(SESSION).value.graph


def step(graph, kind, action, *changes):
    (address,) = (node.address for node in graph.nodes if node.address.type == kind)
    return Step(address, "", action, tuple(PropertyChange(*change) for change in changes))


def delta(graph, *steps, session=SESSION):
    """The difference of a month where `steps` are pending and everything else is as it is."""
    pending = {item.address for item in steps}
    rest = [Step(node.address, "", Action.SAME) for node in graph.nodes if node.address not in pending]
    found = planned_cost(session, aws_costs(graph, None), (*steps, *rest)).delta
    return found and pytest.approx(found)


def test_nothing_changes(graph):
    assert delta(graph) == (0, 0)


def test_all_is_new(graph):
    estimate = aws_costs(graph, None)
    steps = tuple(Step(node.address, "", Action.CREATE) for node in graph.nodes)
    assert planned_cost(SESSION, estimate, steps).delta == (estimate.low, estimate.high)


def test_more_instances_at_most(graph):
    raised = step(graph, "appautoscaling.Target", Action.UPDATE, ("maxCapacity", 3, 6))
    assert delta(graph, raised) == (0, 3 * LARGE)
    told = planned_text(planned_cost(SESSION, aws_costs(graph, None), (raised,)))
    assert told in (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        ("productionVariants[0].instanceType", "ml.m5.xlarge", "ml.m5.large"),
        ("productionVariants", [{"instanceType": "ml.m5.xlarge", "initialInstanceCount": 2.0}], []),
    ],
)
def test_a_smaller_machine(graph, change):
    was = 0.257 * 730
    found = delta(graph, step(graph, CONFIGURATION, Action.REPLACE, change))
    assert found == (2 * (LARGE - was), 6 * (LARGE - was))


def test_scaling_is_new(graph):
    """Two instances ran, whatever came: now up to six may."""
    assert delta(graph, step(graph, "appautoscaling.Target", Action.CREATE)) == (0, 4 * LARGE)


def test_a_variant_is_new(graph):
    """It is a cost of today's graph, and none of the state's."""
    address = next(node.address for node in graph.nodes if node.address.type == CONFIGURATION)
    node = next(node for node in graph.nodes if node.address == address)
    more = (*node.variants, dataclasses.replace(node.variants[0], name="next", count=1))
    now = dataclasses.replace(
        graph,
        nodes=tuple(dataclasses.replace(item, variants=more) if item is node else item for item in graph.nodes),
    )
    added = ("productionVariants[1]", None, {"variantName": "next"})
    assert delta(now, step(now, CONFIGURATION, Action.REPLACE, added)) == (LARGE, LARGE)


def test_an_endpoint_goes(graph):
    old = (("productionVariants", [{"instanceType": "ml.m5.large", "initialInstanceCount": 3}], None),)
    gone = (
        Step(Address("sagemaker.Endpoint", "old"), "", Action.DELETE),
        Step(Address(CONFIGURATION, "old"), "", Action.DELETE, tuple(PropertyChange(*item) for item in old)),
    )
    assert delta(graph, *gone) == (-3 * LARGE, -3 * LARGE)


def test_what_was_unknown_makes_the_difference_unknown(graph):
    change = ("productionVariants[0].instanceType", "ml.nonsense.large", "ml.m5.large")
    assert delta(graph, step(graph, CONFIGURATION, Action.REPLACE, change)) is None


def test_old_values_that_are_not_known_make_the_difference_unknown(graph):
    change = ("productionVariants[0].initialInstanceCount", "~", 2)
    assert delta(graph, step(graph, CONFIGURATION, Action.REPLACE, change)) is None


def test_a_rename_costs_nothing(graph):
    endpoint = dataclasses.replace(
        step(graph, "sagemaker.Endpoint", Action.SAME), was=Address("sagemaker.Endpoint", "was")
    )
    assert delta(graph, endpoint) == (0, 0)


SCHEDULE, PIPELINE = "scheduler.Schedule", "sagemaker.Pipeline"


NIGHTLY = open_session(ROOT, "breast-cancer", "prod", ('models.diagnosis.retrain={schedule: "0 3 * * *"}',)).value


@pytest.fixture(scope="module")
def retrained():
    return lower_stack(NIGHTLY).value.graph


def test_a_schedule_comes_twice_as_often(retrained):
    nightly = next(line.high for line in aws_costs(retrained, None).lines if SCHEDULE in line.address)
    seldom = ("scheduleExpression", "cron(0 3 1/2 * ? *)", "cron(0 3 * * ? *)")
    raised = nightly * (1 - often_comes(seldom[1]) / often_comes(seldom[2]))
    found = delta(retrained, step(retrained, SCHEDULE, Action.UPDATE, seldom), session=NIGHTLY)
    assert found == (0, raised)


def test_a_schedule_goes_with_its_pipeline(retrained):
    limits = {"ResourceConfig": {"InstanceType": "ml.m5.large"}, "StoppingCondition": {"MaxRuntimeInSeconds": 3600}}
    text = json.dumps({"Steps": [{"Arguments": limits}]})
    old = {SCHEDULE: ("scheduleExpression", "cron(0 3 ? * SUN *)"), PIPELINE: ("pipelineDefinition", text)}
    gone = [
        Step(Address(kind, "old"), "", Action.DELETE, (PropertyChange(path, value, None),))
        for kind, (path, value) in old.items()
    ]
    price = shipped_book().find("sagemaker-training", "eu-west-1", "ml.m5.large").amount
    assert delta(retrained, *gone, session=NIGHTLY) == (0, -price * often_comes("cron(0 3 ? * SUN *)"))
    assert delta(retrained, dataclasses.replace(gone[0], changes=()), gone[1], session=NIGHTLY) is None
