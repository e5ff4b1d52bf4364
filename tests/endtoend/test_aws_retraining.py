"""Scheduled retraining on the real engine: made, changed, approved, removed; the cloud is `tests/aws`."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.aws.account import open_account
from tests.aws.actions import actions_of
from tests.aws.world import running
from tests.pulumi_cli import needs_cli
from tests.torture.workshop import edited, workspace

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("aws-retraining")]

WORDS = ("churn", "--env", "prod")
GROUP = "churn-prod-churn"
SCHEDULED = edited(
    "LogisticRegression\n",
    'LogisticRegression\n    gates: [accuracy >= 0.5]\n    retrain: {schedule: "0 3 * * mon-fri"}\n',
)
OPEN = edited("  prod: {}", "  prod: {platform: {protect: false}}", SCHEDULED)


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("aws") / "work")
        workspace(account.workspace.root, OPEN)
        yield account


def changed(ran):
    return sorted((item["address"], item["action"]) for item in ran.json["changes"] if item["action"] != "same")


def up(account):
    return changed(account.mw("up", *WORDS, "--yes", "--json"))


def edit(account, old, new):
    account.workspace.edit("modelwright.yaml", old, new)


def schedule(account):
    scheduler = account.world.client("scheduler")
    (name,) = [item["Name"] for item in scheduler.list_schedules()["Schedules"]]
    return scheduler.get_schedule(Name=name)


def definition(account):
    told = account.world.client("sagemaker").describe_pipeline(PipelineName=GROUP)
    return json.loads(told["PipelineDefinition"])


def register(account, job, fingerprint, status, group=GROUP):
    """What the second step of a pipeline does; returns the ARN of the version."""
    (bucket,) = account.listed()["aws:s3/bucket:Bucket"]
    container = {"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1",
                 "ModelDataUrl": f"s3://{bucket}/models/churn/{job}/output/model.tar.gz"}  # fmt: skip
    return account.world.client("sagemaker").create_model_package(
        ModelPackageGroupName=group,
        ModelApprovalStatus=status,
        InferenceSpecification={
            "Containers": [container],
            "SupportedContentTypes": [],
            "SupportedResponseMIMETypes": [],
        },
        CustomerMetadataProperties={"fingerprint": fingerprint},
    )["ModelPackageArn"]


def served(account):
    """The artifact behind the endpoint."""
    sagemaker = account.world.client("sagemaker")
    endpoint = sagemaker.describe_endpoint(EndpointName="churn-prod-churn-api")
    config = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
    model = sagemaker.describe_model(ModelName=config["ProductionVariants"][0]["ModelName"])
    return model["PrimaryContainer"]["ModelDataUrl"].split("/models/churn/")[1]


RETRAINED = [
    ("s3.BucketObjectv2.churn-definition", "replace"),
    ("sagemaker.Endpoint.churn-api", "update"),
    ("sagemaker.EndpointConfiguration.churn-api", "replace"),
    ("sagemaker.Model.churn-api", "replace"),
    ("sagemaker.Pipeline.churn", "update"),
    ("sagemaker.TrainingJob.churn", "replace"),
]
SERVED = [
    ("cloudwatch.MetricAlarm.churn-api-errors", "update"),
    ("sagemaker.Endpoint.churn-api", "update"),
    ("sagemaker.EndpointConfiguration.churn-api", "replace"),
    ("sagemaker.Model.churn-api", "replace"),
]
"""Another artifact: the alarm watches the configuration that it is rolled out with."""
PROTECTED = [("s3.Bucket.artifacts", "update")]


def test_a_schedule_from_nothing(account):
    made = up(account)
    assert Counter(action for _, action in made) == {"create": len(made)}
    assert {
        "cloudwatch.EventRule.churn-registered",
        "cloudwatch.EventTarget.churn-registered",
        "iam.Role.churn-pipeline",
        "iam.Role.churn-schedule",
        "sagemaker.ModelPackageGroup.churn",
        "sagemaker.Pipeline.churn",
        "scheduler.Schedule.churn",
        "sns.Topic.alerts",
    } <= {address for address, _ in made}
    assert account.recorded("churn", "prod") == account.listed()
    told = schedule(account)
    assert (told["ScheduleExpression"], told["ScheduleExpressionTimezone"]) == ("cron(0 3 ? * MON-FRI *)", "UTC")
    target = told["Target"]
    assert target["Arn"].endswith(f":pipeline/{GROUP}") and "role/churn-prod-churn-schedule-" in target["RoleArn"]
    given = {item["Name"]: item["Value"] for item in target["SageMakerPipelineParameters"]["PipelineParameterList"]}
    declared = {item["Name"] for item in definition(account)["Parameters"]}
    assert set(given) == declared and given["Bucket"].startswith("churn-prod-artifacts-")
    assert "role/churn-prod-churn-training-" in given["TrainingRole"] and given["Commit"] == "unknown"
    events = account.world.client("events")
    (rule,) = events.list_rules()["Rules"]
    assert json.loads(rule["EventPattern"])["detail"]["ModelPackageGroupName"] == [GROUP]
    (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"].endswith(":churn-prod-alerts")
    assert up(account) == []


def test_another_schedule_is_a_change_of_the_schedule_alone(account):
    edit(account, "0 3 * * mon-fri", "*/30 3 1 * *")
    assert up(account) == [("scheduler.Schedule.churn", "update")]
    assert schedule(account)["ScheduleExpression"] == "cron(0,30 3 1 * ? *)"


def test_another_gate_trains_anew_and_so_will_the_pipeline(account):
    before = definition(account)
    edit(account, "accuracy >= 0.5", "accuracy >= 0.4")
    assert up(account) == sorted([*RETRAINED, SERVED[0]])
    after = definition(account)
    assert before != after and len(after["Steps"]) == 2


def test_an_approved_version_is_served_if_it_is_of_this_spec(account):
    by_up = served(account)
    fingerprint = definition(account)["Steps"][1]["Arguments"]["CustomerMetadataProperties"]["fingerprint"]
    assert fingerprint in by_up
    register(account, "pipelines-1-train-a", "of-another", "Approved")
    waiting = register(account, "pipelines-2-train-b", fingerprint, "PendingManualApproval")
    assert up(account) == [] and served(account) == by_up
    account.world.client("sagemaker").update_model_package(ModelPackageArn=waiting, ModelApprovalStatus="Approved")
    planned = changed(account.mw("plan", *WORDS, "--json"))
    assert up(account) == planned == SERVED
    assert served(account) == "pipelines-2-train-b/output/model.tar.gz"
    (bucket,) = account.listed()["aws:s3/bucket:Bucket"]
    pointer = account.world.client("s3").get_object(Bucket=bucket, Key="models/churn/champion.json")
    assert json.loads(pointer["Body"].read()) == {"job": "pipelines-2-train-b"}, "gates compare with what serves"
    assert up(account) == []


def test_another_spec_is_served_as_it_says(account):
    edit(account, "accuracy >= 0.4", "accuracy >= 0.3")
    assert up(account) == sorted([*RETRAINED, SERVED[0]])
    assert served(account).startswith("churn-prod-churn-")


def test_another_image_is_for_all_three(account):
    """And from here on it is protected, which of all changes the bucket only."""
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:2"
    edit(account, "{protect: false}", f"{{protect: true, image: {image}}}")
    policies = [(f"iam.RolePolicy.churn-{name}", "update") for name in ("api-endpoint", "training")]
    retrained = [item for item in RETRAINED if "BucketObject" not in item[0]]
    assert up(account) == sorted([*policies, *retrained, SERVED[0], *PROTECTED, ("scheduler.Schedule.churn", "update")])
    train, registered = (step["Arguments"] for step in definition(account)["Steps"])
    assert train["AlgorithmSpecification"]["TrainingImage"] == image
    assert registered["InferenceSpecification"]["Containers"][0]["Image"] == image


GONE = [
    ("cloudwatch.EventRule.churn-registered", "delete"),
    ("cloudwatch.EventTarget.churn-registered", "delete"),
    ("iam.Role.churn-pipeline", "delete"),
    ("iam.Role.churn-schedule", "delete"),
    ("iam.RolePolicy.churn-pipeline", "delete"),
    ("iam.RolePolicy.churn-schedule", "delete"),
    ("sagemaker.ModelPackageGroup.churn", "delete"),
    ("sagemaker.Pipeline.churn", "delete"),
    ("scheduler.Schedule.churn", "delete"),
    ("sns.Topic.alerts", "delete"),
]
RETRAIN = '    retrain: {schedule: "*/30 3 1 * *"}\n'


def versions(account):
    listed = account.world.client("sagemaker").list_model_packages(ModelPackageGroupName=GROUP)
    return listed["ModelPackageSummaryList"]


def test_a_protected_registry_goes_with_consent_only(account):
    """What it takes is told, and its versions stay until then."""
    edit(account, RETRAIN, "")
    refused = account.mw("up", *WORDS, "--yes", "--json", code=5).json["diagnostics"]
    assert [item["code"] for item in refused] == ["P009"] and "ModelPackageGroup" in refused[0]["summary"]
    assert len(versions(account)) == 2
    allowed = account.mw("up", *WORDS, "--yes", "--json", "--allow-destroy", "sagemaker.ModelPackageGroup.churn")
    assert changed(allowed) == GONE and versions(account) == []
    assert account.recorded("churn", "prod").keys() == account.listed().keys()


def test_a_schedule_comes_back(account):
    edit(account, "    gates: [accuracy >= 0.3]\n", f"    gates: [accuracy >= 0.3]\n{RETRAIN}")
    edit(account, "{protect: true", "{protect: false")
    made = up(account)
    assert {item for item in made if item[1] == "create"} == {(address, "create") for address, _ in GONE}
    register(account, "pipelines-3-train-c", "of-another", "PendingManualApproval")


def test_a_renamed_model_has_a_registry_of_its_name(account):
    """AWS gives a group no other name: what the old one holds goes, as nothing protects it."""
    edit(account, "models:\n  churn:", "moved: [{from: models.churn, to: models.risk}]\nmodels:\n  risk:")
    edit(account, "churn-api: {model: churn}", "churn-api: {model: risk}")
    made = dict(up(account))
    replaced = ("sagemaker.ModelPackageGroup.risk", "sagemaker.Pipeline.risk")
    assert {made[address] for address in replaced} == {"replace"}
    groups = account.world.client("sagemaker").list_model_package_groups()["ModelPackageGroupSummaryList"]
    assert [item["ModelPackageGroupName"] for item in groups] == ["churn-prod-risk"]
    assert up(account) == []


def test_a_registry_goes_with_its_versions(account):
    register(account, "pipelines-4-train-d", "of-another", "Rejected", "churn-prod-risk")
    account.mw("destroy", *WORDS, "--yes", "--json")
    left = {token.rpartition(":")[2] for token in account.listed()}
    assert left <= {"TrainingJob", "Model", "EndpointConfiguration"}, "these are retained"


def test_all_that_was_asked_is_in_the_deployer_s_policy(account):
    """After the tests above."""
    printed = account.mw("iam", *WORDS, "--account", "123456789012", "--json").json
    allowed = {action for statement in printed["policy"]["Statement"] for action in statement["Action"]}
    asked = {action for call in account.world.orders.asked for action in actions_of(*call)}
    assert asked <= allowed, sorted(asked - allowed)
