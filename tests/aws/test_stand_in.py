"""The stand-in against the facts: names, checks, what replaces, what moto lacks. No server is started."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from tests.aws.check import check
from tests.aws.difference import canonical, difference
from tests.aws.moto_gaps import GAPS, fill
from tests.aws.naming import Proposal, choose
from tests.aws.servicer import KINDS
from tests.aws.strict import violations
from tests.aws.types import Autoname, types

ROOT = Path(__file__).resolve().parents[2]
MODEL, CONFIG = "aws:sagemaker/model:Model", "aws:sagemaker/endpointConfiguration:EndpointConfiguration"
ENDPOINT, JOB = "aws:sagemaker/endpoint:Endpoint", "aws:sagemaker/trainingJob:TrainingJob"
ROLE, BUCKET = "aws:iam/role:Role", "aws:s3/bucket:Bucket"
TRUST = '{"Version": "2012-10-17", "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow"}]}'


def test_every_resource_of_the_templates_is_served():
    texts = [path.read_text() for path in (ROOT / "templates" / "aws").glob("*.py.j2")]
    used = {name for text in texts for name in re.findall(r"\baws\.(\w+\.[A-Z]\w+)\(", text)} - nested(texts)
    known = {f"{token.partition(':')[2].partition('/')[0]}.{token.rpartition(':')[2]}" for token in types()}
    assert used == known and set(types()) == set(KINDS)


def nested(texts):
    return {name for text in texts for name in re.findall(r"\baws\.(\w+\.\w+Args)\(", text)}


def test_names_are_chosen_as_the_bridge_does():
    rule = Autoname("name", 20)
    assert re.fullmatch(r"api-[0-9a-f]{7}", choose(rule, "api", b"seed"))
    assert choose(rule, "api", b"seed") != choose(rule, "api", b"other")
    assert choose(rule, "a" * 12, b"seed").startswith("a" * 12)
    with pytest.raises(ValueError, match="longer than maximum length 20"):
        choose(rule, "a" * 13, b"seed")
    assert choose(Autoname("bucket", 63, lower=True), "Data", b"seed").startswith("data-")
    assert choose(rule, "api", b"seed", Proposal("shop-prod-api-1234567"[:20])) == "shop-prod-api-123456"
    with pytest.raises(ValueError, match="exceeds maximum length of 20"):
        choose(rule, "api", b"seed", Proposal("a" * 21))
    assert choose(rule, "api", b"seed", Proposal("A" * 21, "enforce")) == "A" * 21
    with pytest.raises(ValueError, match="automatic naming is disabled"):
        choose(rule, "api", b"seed", Proposal("x", "disable"))


def test_a_chosen_name_is_kept_and_told_from_a_given_one():
    model = types()[MODEL]
    given = {"executionRoleArn": "arn", "primaryContainer": {"image": "i"}}
    first = check(model, "api", {}, given, b"one").inputs
    assert first["__defaults"] == ["name"]
    assert first["primaryContainer"] == {"image": "i", "mode": "SingleModel", "__defaults": ["mode"]}
    assert check(model, "api", first, given, b"two").inputs["name"] == first["name"]
    by_hand = check(model, "api", first, {**given, "name": "mine"}, b"two").inputs
    assert (by_hand["name"], by_hand["__defaults"]) == ("mine", [])
    assert check(model, "api", by_hand, given, b"two").inputs["name"] != "mine"


@pytest.mark.parametrize(
    "token, inputs, told",
    [
        (ROLE, {}, "missing required property 'assumeRolePolicy'"),
        (ROLE, {"assumeRolePolicy": TRUST, "polcy": "x"}, "unexpected property `polcy`"),
        (ROLE, {"assumeRolePolicy": TRUST, "name": "a", "namePrefix": "b"}, '"name": conflicts with namePrefix'),
        (ROLE, {"assumeRolePolicy": "{"}, "contains an invalid JSON policy"),
        (MODEL, {"executionRoleArn": "a", "name": "under_score"}, "invalid value for name"),
        (MODEL, {"executionRoleArn": "a", "name": "a" * 64}, "invalid value for name"),
    ],
)
def test_what_cannot_be_is_refused(token, inputs, told):
    failures = check(types()[token], "x", {}, inputs).failures
    assert len(failures) == 1 and told in failures[0].reason


def changed(token, old, new):
    """What a change from one set of inputs to another does, as path and whether it replaces."""
    kind = types()[token]
    before = check(kind, "it", {}, old, b"seed").inputs
    after = check(kind, "it", before, new, b"seed").inputs
    found = difference(kind, before, before, after)
    return {change.path: change.replaces for change in found.changes}, found.delete_before_replace


MACHINE = {"instanceType": "ml.m5.large", "keepAlivePeriodInSeconds": 1}
JOB_INPUTS = {"trainingJobName": "j", "roleArn": "r", "resourceConfig": MACHINE}
VARIANT = {"variantName": "A", "modelName": "m", "instanceType": "ml.m5.large"}
LARGER = {**VARIANT, "instanceType": "ml.m5.xlarge"}
BLUE_GREEN = {"blueGreenUpdatePolicy": {"terminationWaitInSeconds": 1}}


def rolling_back(alarm):
    return {"autoRollbackConfiguration": {"alarms": [{"alarmName": alarm}]}}


def served(**deployment):
    return {"endpointConfigName": "c", "deploymentConfig": {**BLUE_GREEN, **deployment}}


def trained(**machine):
    return {**JOB_INPUTS, "resourceConfig": {**MACHINE, **machine}}


def configured(variant=VARIANT, **more):
    return {"productionVariants": [variant], **more}


@pytest.mark.parametrize(
    "token, old, new, expected",
    [
        (ROLE, {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": TRUST, "path": "/x/"}, {"path": True}),
        (ROLE, {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": TRUST, "description": "d"}, {"description": False}),
        (BUCKET, {"forceDestroy": True}, {}, {"forceDestroy": False}),
        (CONFIG, configured(), configured(LARGER), {"productionVariants[0].instanceType": True}),
        (CONFIG, configured(tags={"a": "1"}), configured(tags={"a": "2"}), {"tags.a": False}),
        (ENDPOINT, {"endpointConfigName": "c"}, {"endpointConfigName": "d"}, {"endpointConfigName": False}),
        (ENDPOINT, served(), served(**rolling_back("a")), {"deploymentConfig.autoRollbackConfiguration": True}),
        (
            ENDPOINT,
            served(**rolling_back("a")),
            served(**rolling_back("b")),
            {"deploymentConfig.autoRollbackConfiguration.alarms[0].alarmName": False},
        ),
        (JOB, trained(), trained(instanceType="ml.m5.xlarge"), {"resourceConfig.instanceType": True}),
        (JOB, trained(), trained(keepAlivePeriodInSeconds=2), {"resourceConfig.keepAlivePeriodInSeconds": False}),
    ],
)
def test_what_replaces_and_what_does_not(token, old, new, expected):
    assert changed(token, old, new)[0] == expected


def test_a_name_by_hand_goes_before_its_successor_comes():
    old, new = configured(), configured({**VARIANT, "modelName": "n"})
    assert changed(CONFIG, old, new) == ({"productionVariants[0].modelName": True}, False)
    assert changed(CONFIG, {**old, "name": "x"}, {**new, "name": "x"})[1]
    assert changed(CONFIG, {**old, "name": "x"}, {**new, "name": "y"})[1], "even when the name changes, too"
    assert not changed(JOB, JOB_INPUTS, {**JOB_INPUTS, "trainingJobName": "k"})[1], "nobody chooses that name for you"


def test_a_wrong_table_of_replacements_would_be_seen():
    """The table planted with a defect: an endpoint that is replaced, and so absent, for a new configuration."""
    right = types()[ENDPOINT]
    wrong = dataclasses.replace(right, replace=(*right.replace, "endpointConfigName"))
    old, new = {"endpointConfigName": "c", "name": "e"}, {"endpointConfigName": "d", "name": "e"}
    assert not difference(right, old, old, new).replaces
    assert difference(wrong, old, old, new).replaces and difference(wrong, old, old, new).delete_before_replace


def test_policies_are_compared_by_what_they_mean():
    text = '{"Statement":[{"Effect":"Allow","Action":["b","a"]}],"Version":"2012-10-17"}'
    other = '{\n "Version": "2012-10-17", "Statement": [{"Action": ["a", "b"], "Effect": "Allow"}]}'
    assert canonical(text) == canonical(other)
    assert canonical('{"Action": "a"}') == canonical('{"Action": ["a"]}')
    assert canonical('{"Action": "a"}') != canonical('{"Action": "b"}')
    kind = types()["aws:iam/rolePolicy:RolePolicy"]
    given = {"role": "r", "name": "n", "policy": text}
    assert difference(kind, given, given, {**given, "policy": other}).none
    found = difference(kind, given, given, {**given, "policy": other.replace("Allow", "Deny")})
    assert [change.path for change in found.changes] == ["policy"]


def test_what_somebody_has_set_by_hand_is_a_difference():
    kind = types()[BUCKET]
    inputs = check(kind, "b", {}, {}, b"seed").inputs
    state = {**inputs, "tags": {"by": "hand"}, "acl": "private", "bucketRegion": "eu-west-1", "region": "eu-west-1"}
    assert [change.path for change in difference(kind, inputs, state, inputs).changes] == ["tags"]


def test_the_table_says_where_it_is_from():
    for kind in types().values():
        assert kind.source.startswith("internal/service/") and kind.source.endswith(".go") and kind.stored
        assert not set(kind.replace) & set(kind.in_place)
        assert set(kind.required) | set(kind.documents) <= kind.inputs
        assert (
            json.dumps(kind.defaults or {}) and {path.partition(".")[0] for path in kind.defaults or ()} <= kind.inputs
        )


def test_the_gaps_are_actions_of_aws_that_moto_still_lacks():
    fill()
    session = botocore.session.get_session()
    services = {"SageMakerResponse": "sagemaker", "ApplicationAutoScalingResponse": "application-autoscaling"}
    for gap in GAPS:
        assert gap.why and getattr(gap.owner, gap.method).stands_in
        if service := services.get(gap.owner.__name__):
            actions = {xform_name(name) for name in session.get_service_model(service).operation_names}
            assert gap.method in actions


@pytest.mark.parametrize(
    ("operation", "given", "told"),
    [
        ("CreateModel", {"ModelName": "a--b-"}, ".ModelName: `a--b-` does not match"),
        ("CreateModel", {"ModelName": "a" * 64}, ".ModelName: 64 characters where 0 to 63 are allowed"),
        (
            "CreateEndpointConfig",
            {"EndpointConfigName": "a", "ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.m5.huge"}]},
            ".ProductionVariants[0].InstanceType: `ml.m5.huge` is not one of ProductionVariantInstanceType",
        ),
        (
            "CreateEndpointConfig",
            {"ProductionVariants": [{"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 201}}]},
            ".ProductionVariants[0].ServerlessConfig.MaxConcurrency: 201 where 1 to 200 are allowed",
        ),
        ("CreateEndpointConfig", {"ProductionVariants": []}, ".ProductionVariants: 0 items where 1 to 10 are allowed"),
        ("CreateTrainingJob", {"StoppingCondition": {"MaxRuntimeInSeconds": 0}}, ": 0 where 1 to"),
        ("CreateTrainingJob", {"Environment": {"A": "x" * 513}}, ".Environment.A: 513 characters where"),
        ("CreateTrainingJob", {"Tags": [{"Key": "owner", "Value": "ml & ai"}]}, "`ml & ai` does not match"),
    ],
)
def test_what_boto3_lets_pass_is_refused(operation, given, told):
    model = botocore.session.get_session().get_service_model("sagemaker").operation_model(operation)
    (found,) = violations(model.input_shape, given)
    assert told in found


def test_a_sound_request_is_let_pass():
    model = botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateModel")
    given = {"ModelName": "churn-prod-1", "Tags": [{"Key": "owner", "Value": "ml@example.org"}]}
    assert list(violations(model.input_shape, given)) == []
