"""Compiled programs hold policies that are no wider than they may be; what is planted in them is found where it is."""

import pytest
from planted_policies import GONE, MISSING, POLICIES, SETTINGS, planted
from targets_sample import on_aws

from compiler import targets
from compiler.lower import lower
from compiler.source.location import format_path
from compiler.targets.aws.access.lint import lint

PROD = {
    "platform__kms_key": "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
    "platform__alerts": {"emails": ["ops@example.com"]},
    "platform__network": {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d"]},
    "models__churn__retrain": {"schedule": "0 3 * * *"},
}


@pytest.fixture(scope="module")
def graph():
    checked = lower(on_aws("prod", **PROD), targets.get("aws"))
    assert checked.diagnostics == ()
    return checked.value


def origin(graph, address):
    return next(node.origin for node in graph.nodes if str(node.address) == address)


def test_the_sample_has_all_that_mistakes_are_planted_in(graph):
    assert not list(lint(graph))
    assert len(POLICIES) >= 30 and len({words for _, _, words in POLICIES}) >= 30
    assert {path[0] for address, *_ in POLICIES for path in [origin(graph, address).path]} >= {"models", "serving"}


@pytest.mark.parametrize(("address", "change", "words"), POLICIES, ids=[words for *_, words in POLICIES])
def test_a_planted_policy_is_found_at_its_line(graph, address, change, words):
    check(graph, address, planted(graph, address, change), "G030", words)


@pytest.mark.parametrize(("address", "change", "words"), SETTINGS, ids=[words for *_, words in SETTINGS])
def test_a_planted_setting_is_found_at_its_line(graph, address, change, words):
    check(graph, address, planted(graph, address, change), "G031", words)


@pytest.mark.parametrize(("address", "words"), MISSING)
def test_a_missing_setting_is_found_at_the_bucket(graph, address, words):
    check(graph, "s3.Bucket.artifacts", planted(graph, address, GONE), "G031", words)


def check(graph, address, changed, code, words):
    found = list(lint(changed))
    at = origin(graph, address)
    assert any(words in item.summary and address in item.summary for item in found), [item.summary for item in found]
    assert {(item.location, item.path) for item in found} == {(at.location, at.path)}
    assert {item.code for item in found} == {code}
    assert at.location.line > 1 and format_path(at.path)


def test_what_is_planted_is_refused_before_anything_is_printed(monkeypatch):
    from compiler.targets.aws import serving

    made = serving.hosting

    def open_to_all(*arguments):
        return {**made(*arguments), "Version": "2008-10-17"}

    monkeypatch.setattr(serving, "hosting", open_to_all)
    checked = lower(on_aws(), targets.get("aws"))
    (found,) = checked.diagnostics
    assert checked.value is None and found.code == "G030" and format_path(found.path) == "serving.churn-api"


@pytest.mark.parametrize("key", ["customers-*.csv", "customers?.csv", "${aws:username}/customers.csv"])
def test_data_is_in_one_place(key):
    changes = {"datasets__customers__source": f"s3://lake/{key}", "data": {}}
    (found,) = lower(on_aws(**changes), targets.get("aws")).diagnostics
    assert found.code == "G003" and format_path(found.path) == "datasets.customers.source"
