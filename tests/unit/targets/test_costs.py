"""Prices of an AWS stack: every type of node has one, is free, or is billed by use; unknown is never 0."""

import dataclasses
import importlib
import json
import pkgutil
from datetime import date
from pathlib import Path

import pytest

from compiler.model.graph import Graph
from compiler.pipeline import lower_stack, open_session
from compiler.targets.aws import nodes
from compiler.targets.aws.costs import BILLED, FREE, aws_costs
from compiler.targets.aws.prices import parse_book, shipped_book

ROOT = Path(__file__).resolve().parents[3]


def node_types():
    for module in pkgutil.iter_modules(nodes.__path__):
        for item in vars(importlib.import_module(f"{nodes.__name__}.{module.name}")).values():
            if dataclasses.is_dataclass(item) and "origin" in {field.name for field in dataclasses.fields(item)}:
                yield item


def lowered(*overrides, environment="prod"):
    session = open_session(ROOT, "breast-cancer", environment, overrides, today=date(2026, 11, 27)).value
    checked = lower_stack(session)
    assert not checked.failed, checked.diagnostics
    return checked.value.graph


def lines(graph, prices=None):
    found = {}
    for line in aws_costs(graph, prices).lines:
        found.setdefault((line.address, line.how), []).append(line)
    return found


def book(**changes):
    return json.dumps({"schema": 1, "currency": "USD", "compiled": "2026-12-01", "entries": [], **changes}).encode()


ENDPOINT = "sagemaker.Endpoint.diagnosis-api"


def test_every_type_of_node_is_priced_or_free():
    known = set(node_types())
    assert known == BILLED | FREE
    assert not BILLED & FREE


def test_an_endpoint_that_scales_costs_a_range():
    (line,) = lines(lowered())[ENDPOINT, "month"]
    assert line.what == "2 to 6 x ml.m5.large"
    assert (line.low, line.high) == (pytest.approx(2 * 730 * 0.128), pytest.approx(6 * 730 * 0.128))
    assert line.source and line.as_of and not line.estimated


def test_one_that_does_not_scale_costs_one_amount():
    (line,) = lines(lowered(environment="dev"))[ENDPOINT, "month"]
    assert line.low == line.high == pytest.approx(730 * 0.128)


def test_a_training_has_a_ceiling():
    (line,) = lines(lowered())["sagemaker.TrainingJob.diagnosis", "run"]
    assert line.what.endswith("15 min at most")
    assert line.estimated and line.unit == "hour" and line.high == pytest.approx(line.price / 4)


def test_a_batch_costs_what_its_machine_does_by_the_hour():
    batch = '+serving.scores={model: diagnosis, mode: batch, batch: {input: "s3://lake/in/", schedule: "0 5 * * *"}}'
    (line,) = lines(lowered(batch))["scheduler.Schedule.scores-batch", "use"]
    assert line.what == "30.4 transforms a month on ml.m5.large" and (line.price, line.unit) == (0.128, "hour")


def test_what_is_billed_by_use_is_not_in_the_sum():
    estimate = aws_costs(lowered(), None)
    fixed = [line for line in estimate.lines if line.how == "month"]
    assert estimate.high == pytest.approx(sum(line.high for line in fixed)) and estimate.high > 500
    assert {line.what for line in estimate.lines if line.how == "use"} >= {"logs kept", "bytes in"}


def test_a_serverless_endpoint_has_no_price_in_a_region_where_none_is_known():
    workers = "+serving.diagnosis-api.serverless={memory_gb: 3, concurrency: 10}"
    graph = lowered("serving.diagnosis-api.mode=serverless", workers, environment="dev")
    estimate = aws_costs(graph, None)
    assert ENDPOINT in estimate.unknown
    assert not any(line.address == ENDPOINT and line.how == "month" for line in estimate.lines)
    american = dataclasses.replace(graph, config={"aws:region": "us-east-1"})
    assert ENDPOINT not in aws_costs(american, None).unknown


def test_a_machine_without_a_price_is_unknown():
    estimate = aws_costs(lowered("platform.compute.small.serving_instance=ml.m8i.large"), None)
    assert estimate.unknown == (ENDPOINT,)
    assert estimate.high < 5  # an alarm and a dashboard


def test_another_price_list_takes_the_place_of_the_whole():
    row = {"service": "sagemaker-hosting", "region": "eu-west-1", "item": "ml.m5.large", "unit": "hour", "price": 0.1}
    content = book(entries=[{**row, "as_of": "2026-12", "source": "ours", "confidence": "high"}])
    estimate = aws_costs(lowered(), content)
    assert estimate.as_of == "2026-12-01"
    assert (estimate.low, estimate.high) == (pytest.approx(146.0), pytest.approx(438.0))
    assert "cloudwatch.MetricAlarm.diagnosis-api-errors" in estimate.unknown


def test_a_stated_price_goes_before_an_estimate():
    found = shipped_book()
    stated, computed = (found.find("sagemaker-hosting", "eu-west-1", item) for item in ("ml.m5.large", "ml.m5.2xlarge"))
    assert stated and computed and not stated.estimated and computed.estimated
    assert found.find("sagemaker-hosting", "eu-west-1", "ml.nonsense.large") is None


def test_every_shipped_price_says_where_it_is_from():
    found = shipped_book()
    prices = [*found.prices.values(), *found.estimates.values()]
    assert len(prices) > 500
    assert all(price.as_of and price.source and price.unit and price.confidence for price in prices)
    assert not any(price.source.startswith("s") and price.source[1:].isdigit() for price in prices)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"service,price", "it is not JSON"),
        (b"[]", "it is no price list of `schema` 1"),
        (book(schema=2), "it is no price list of `schema` 1"),
        (book(currency="EUR"), "its `currency` is not USD"),
        (book(compiled="yesterday"), "its `compiled` is not a day such as 2026-11-23"),
        (book(compiled="2026-13-40"), "its `compiled` is not a day such as 2026-11-23"),
        (book(entries={}), "its `entries` is not a list of entries"),
        (book(entries=[{"service": "s3"}]), "an entry has no `region`"),
        (book(entries=[{"service": [], "region": "", "item": "", "source": ""}]), "an entry has no `price`"),
        (book(estimates=[]), "its `sources` and `estimates` are not mappings"),
    ],
)
def test_what_is_no_price_list_is_told(content, reason):
    with pytest.raises(ValueError, match="^" + reason.replace("(", "\\(")):
        parse_book(content)


def test_an_empty_stack_costs_nothing():
    estimate = aws_costs(Graph("churn", "prod", ()), None)
    assert (estimate.low, estimate.high, estimate.unknown) == (0, 0, ())


def test_a_schedule_costs_its_trainings_at_most():
    graph = lowered('models.diagnosis.retrain={schedule: "0 3 * * *"}')
    (line,) = lines(graph)["scheduler.Schedule.diagnosis", "month"]
    assert line.what == "30.4 trainings on ml.m5.2xlarge, 15 min each at most" and line.low == 0
    assert line.high == pytest.approx(30.4 * line.price / 4, rel=0.01)
