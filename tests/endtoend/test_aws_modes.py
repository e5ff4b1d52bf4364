"""Modes of serving, keys and spot capacity on the real engine: made, changed, removed; the cloud: `tests/aws`."""

from __future__ import annotations

import json

import pytest

from tests.aws.account import open_account
from tests.aws.actions import actions_of
from tests.aws.world import running
from tests.pulumi_cli import needs_cli
from tests.torture.workshop import SPEC, workspace

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("aws-modes")]

WORDS = ("churn", "--env", "prod")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
ASSISTANT = """  assistant:
    source: {s3: "s3://lake/models/assistant/"}
    runtime: {context: 4096, sequences: 4, dtype: fp16, startup: 20m}
    architecture: {parameters: 3.21, layers: 28, kv_heads: 8, head_dim: 128, heads: 24}
"""
BOUNDARY = "arn:aws:iam::123456789012:policy/ml-workloads"
SERVING = """
  beside: {model: churn}
  chat: {model: assistant, compute: gpu}
  nightly: {model: churn, mode: batch, batch: {input: "s3://lake/to-score/", schedule: "0 5 * * *"}}
  quick: {model: churn, mode: serverless, serverless: {memory_gb: 3, concurrency: 5}}
  slow:
    model: churn
    mode: async
    scale: {min: 0, max: 3, target_backlog: 5}
    monitor: {capture: 20, alarms: [errors > 5%, p99 > 2s]}
"""
PRIVATE = f"""  prod:
    budget: {{monthly: 4000}}
    platform:
      compute: {{gpu: {{cpus: 4, instance: ml.m5.large, serving_instance: ml.g4dn.xlarge, volume_gb: 9}}}}
      alerts: {{emails: [ops@example.com]}}
      protect: false
      kms_key: {KEY}
      permissions_boundary: {BOUNDARY}
"""
SPOT = f"    train: {{spot: true, spot_wait: 30m}}\n{ASSISTANT}serving:\n"


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("aws") / "work")
        spec = SPEC.replace("  churn-api: {model: churn}\n", SERVING.lstrip("\n")).replace("serving:\n", SPOT)
        workspace(account.workspace.root, spec.replace("  prod: {}\n", PRIVATE))
        yield account


def changed(ran):
    return [(item["address"], item["action"]) for item in ran.json["changes"] if item["action"] != "same"]


def test_all_modes_from_nothing_to_nothing(account):
    made = account.mw("up", *WORDS, "--yes", "--json")
    assert {address for address, _ in changed(made)} >= {
        "sagemaker.Endpoint.chat",
        "sagemaker.Endpoint.quick",
        "sagemaker.Endpoint.slow",
        "sns.Topic.slow-answered",
        "appautoscaling.Policy.slow-wake",
        "cloudwatch.MetricAlarm.slow-wake",
        "sagemaker.Pipeline.nightly-batch",
        "scheduler.Schedule.nightly-batch",
    }
    assert account.recorded("churn", "prod") == account.listed()
    told = made.json["outputs"]["endpoints"]
    assert told["slow"]["requests"].endswith("/async/slow/requests/") and "requests" not in told["quick"]
    sagemaker = account.world.client("sagemaker")
    configs = {
        name: sagemaker.describe_endpoint_config(
            EndpointConfigName=sagemaker.describe_endpoint(EndpointName=f"churn-prod-{name}")["EndpointConfigName"]
        )
        for name in ("quick", "slow")
    }
    (quick,), (slow,) = (configs[name]["ProductionVariants"] for name in ("quick", "slow"))
    assert quick["ServerlessConfig"] == {"MemorySizeInMB": 3072, "MaxConcurrency": 5} and "InstanceType" not in quick
    assert slow["InitialInstanceCount"] == 1, "it cannot start without one; scaling takes it to none"
    queue = configs["slow"]["AsyncInferenceConfig"]
    assert queue["ClientConfig"] == {"MaxConcurrentInvocationsPerInstance": 4}
    assert queue["OutputConfig"]["KmsKeyId"] == configs["slow"]["KmsKeyId"] == KEY
    cloudwatch, scaling = (account.world.client(name) for name in ("cloudwatch", "application-autoscaling"))
    (alarm,) = cloudwatch.describe_alarms(AlarmNamePrefix="churn-prod-slow-wake")["MetricAlarms"]
    policies = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    (wake,) = [item for item in policies if item["PolicyType"] == "StepScaling"]
    assert alarm["AlarmActions"] == [wake["PolicyARN"]]
    captured = configs["slow"]["DataCaptureConfig"]
    assert captured["EnableCapture"] and captured["InitialSamplingPercentage"] == 20
    assert captured["DestinationS3Uri"].endswith("/captured/slow/")
    (alert,) = cloudwatch.describe_alarms(AlarmNamePrefix="churn-prod-slow-p99-alert")["MetricAlarms"]
    assert alert["AlarmActions"] == ["arn:aws:sns:eu-west-1:123456789012:churn-prod-alerts"]
    assert (alert["MetricName"], alert["ExtendedStatistic"], alert["Threshold"]) == ("ModelLatency", "p99", 2e6)
    drawn = json.loads(cloudwatch.get_dashboard(DashboardName="churn-prod")["DashboardBody"])
    assert [item["properties"]["title"].partition(":")[0] for item in drawn["widgets"]] == [
        *(name for name in ("beside", "chat", "quick", "slow") for _ in range(2))
    ]
    (budget,) = account.world.client("budgets").describe_budgets(AccountId="123456789012")["Budgets"]
    assert budget["BudgetLimit"]["Amount"] == "4000.00"
    assert budget["CostFilters"] == {"TagKeyValue": ["user:stack$churn-prod"]}
    (job,) = account.listed()["aws:sagemaker/trainingJob:TrainingJob"]
    job = sagemaker.describe_training_job(TrainingJobName=job)
    assert job["EnableManagedSpotTraining"]
    assert job["StoppingCondition"] == {"MaxRuntimeInSeconds": 2100, "MaxWaitTimeInSeconds": 2100 + 1800}
    assert job["OutputDataConfig"]["KmsKeyId"] == KEY
    (bucket,) = account.listed()["aws:s3/bucket:Bucket"]
    encryption = account.world.client("s3").get_bucket_encryption(Bucket=bucket)
    (rule,) = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}

    (model,) = [name for name in account.listed()["aws:sagemaker/model:Model"] if "-nightly-" in name]
    scheduler = account.world.client("scheduler")
    (schedule,) = scheduler.list_schedules()["Schedules"]
    target = scheduler.get_schedule(Name=schedule["Name"])["Target"]
    given = target["SageMakerPipelineParameters"]["PipelineParameterList"]
    assert {item["Name"]: item["Value"] for item in given} == {"Bucket": bucket, "Model": model}

    assert changed(account.mw("up", *WORDS, "--yes", "--json")) == []

    (chat,) = [name for name in account.listed()["aws:sagemaker/model:Model"] if "-chat-" in name]
    container = sagemaker.describe_model(ModelName=chat)["PrimaryContainer"]
    assert container["ModelDataSource"]["S3DataSource"] == {
        "S3Uri": "s3://lake/models/assistant/",
        "S3DataType": "S3Prefix",
        "CompressionType": "None",
    }
    assert container["Environment"]["SM_VLLM_MAX_MODEL_LEN"] == "4096" and "ModelDataUrl" not in container
    config = sagemaker.describe_endpoint(EndpointName="churn-prod-chat")["EndpointConfigName"]
    (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert variant["ContainerStartupHealthCheckTimeoutInSeconds"] == 1200

    account.workspace.edit("modelwright.yaml", "memory_gb: 3", "memory_gb: 4")
    account.workspace.edit("modelwright.yaml", "context: 4096", "context: 2048")
    account.workspace.edit("modelwright.yaml", "max: 3", "max: 5")
    account.workspace.edit("modelwright.yaml", "monthly: 4000", "monthly: 5000")
    cost = account.mw("plan", *WORDS, "--json").json["cost"]
    assert cost["delta"] == {"min": 0.0, "max": 186.88}, "two more ml.m5.large may run"
    assert cost["unknown"] == ["sagemaker.Endpoint.quick"]
    assert sorted(changed(account.mw("up", *WORDS, "--yes", "--json"))) == [
        ("appautoscaling.Target.slow", "update"),
        ("budgets.Budget.monthly", "update"),
        ("cloudwatch.MetricAlarm.chat-errors", "update"),
        ("cloudwatch.MetricAlarm.quick-errors", "update"),
        ("sagemaker.Endpoint.chat", "update"),
        ("sagemaker.Endpoint.quick", "update"),
        ("sagemaker.EndpointConfiguration.chat", "replace"),
        ("sagemaker.EndpointConfiguration.quick", "replace"),
        ("sagemaker.Model.chat", "replace"),
    ]
    config = sagemaker.describe_endpoint(EndpointName="churn-prod-quick")["EndpointConfigName"]
    (variant,) = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    assert variant["ServerlessConfig"]["MemorySizeInMB"] == 4096, "what serves is the new configuration"

    check_variants(account)

    account.mw("destroy", *WORDS, "--yes", "--json")
    kept = {"aws:sagemaker/trainingJob", "aws:sagemaker/model", "aws:sagemaker/endpointConfiguration"}
    left = {token.rpartition(":")[0] for token in account.listed()}
    assert left <= kept, "jobs, models and configurations are retained"


def check_variants(account):
    """A variant is added, and turned into a shadow: the endpoint ends up with the new configuration each time."""
    account.workspace.edit(
        "modelwright.yaml",
        "beside: {model: churn}",
        "beside: {model: churn, variants: {next: {model: churn, percent: 20, scale: {min: 1, max: 2, target_rps: 9}}}}",
    )
    assert sorted(changed(account.mw("up", *WORDS, "--yes", "--json"))) == [
        ("appautoscaling.Policy.beside-next", "create"),
        ("appautoscaling.Target.beside-next", "create"),
        ("cloudwatch.Dashboard.endpoints", "update"),
        ("cloudwatch.MetricAlarm.beside-errors", "update"),
        ("cloudwatch.MetricAlarm.beside-next-errors", "create"),
        ("sagemaker.Endpoint.beside", "update"),
        ("sagemaker.EndpointConfiguration.beside", "replace"),
        ("sagemaker.Model.beside-next", "create"),
    ]
    served = serving(account, "churn-prod-beside")
    assert [(item["VariantName"], item["InitialVariantWeight"]) for item in served["ProductionVariants"]] == [
        ("AllTraffic", pytest.approx(0.8)),
        ("next", pytest.approx(0.2)),
    ]
    scaling = account.world.client("application-autoscaling")
    targets = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert "endpoint/churn-prod-beside/variant/next" in [item["ResourceId"] for item in targets]

    account.workspace.edit("modelwright.yaml", "scale: {min: 1, max: 2, target_rps: 9}", "shadow: true")
    assert sorted(changed(account.mw("up", *WORDS, "--yes", "--json"))) == [
        ("appautoscaling.Policy.beside-next", "delete"),
        ("appautoscaling.Target.beside-next", "delete"),
        ("cloudwatch.MetricAlarm.beside-errors", "update"),
        ("cloudwatch.MetricAlarm.beside-next-errors", "delete"),
        ("sagemaker.Endpoint.beside", "update"),
        ("sagemaker.EndpointConfiguration.beside", "replace"),
    ]
    served = serving(account, "churn-prod-beside")
    assert [item["VariantName"] for item in served["ProductionVariants"]] == ["AllTraffic"]
    (shadow,) = served["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["InitialVariantWeight"]) == ("next", pytest.approx(0.2))
    assert changed(account.mw("up", *WORDS, "--yes", "--json")) == []


def serving(account, endpoint):
    """The configuration that an endpoint really serves."""
    sagemaker = account.world.client("sagemaker")
    name = sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointConfigName"]
    return sagemaker.describe_endpoint_config(EndpointConfigName=name)


def test_all_that_was_asked_is_in_the_deployer_s_policy(account):
    """After the test above: what the provider asked of the cloud from the first `up` to `destroy`."""
    printed = account.mw("iam", *WORDS, "--account", "123456789012", "--json").json
    allowed = {action for statement in printed["policy"]["Statement"] for action in statement["Action"]}
    asked = {action for call in account.world.orders.asked for action in actions_of(*call)}
    assert len(asked) > 40 and asked <= allowed, sorted(asked - allowed)
    assert all(item["locations"] or item["sid"] == "LookAround" for item in printed["statements"])
