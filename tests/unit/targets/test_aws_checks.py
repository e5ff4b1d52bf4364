import pytest
from targets_sample import NOTHING, on_aws

from compiler import targets
from compiler.lower import lower
from compiler.model.expressions import parse_trigger
from compiler.source.location import format_path

LONG = "a-very-long-name-that-still-fits-a-spec"


def serving(**changes):
    return {f"serving__churn_api__{key}": value for key, value in changes.items()}


def compute(**changes):
    small = {"cpus": 2, "instance": "ml.m5.large", "serving_instance": "ml.m5.large", "volume_gb": 10}
    return {"platform__compute": {"small": {**small, **changes}}}


def varied(rollout=None, scale=None, **variants):
    """Variants of five percent each, and what else differs of the endpoint."""
    more = {key: value for key, value in {"rollout": rollout, "scale": scale}.items() if value}
    return serving(variants={key: {"model": "churn", "percent": 5, **value} for key, value in variants.items()}, **more)


REFUSED = [
    ("G003", {"datasets__customers__source": "gs://lake/x.csv", "data": {}}, "datasets.customers.source", "gs://lake"),
    ("G006", {"project": LONG}, "models.churn", "characters too long"),
    ("G007", {"platform__log_retention_days": 45}, "platform.log_retention_days", "45 days"),
    ("G008", serving(scale={"min": 1, "max": 4}), "serving.churn-api.scale.max", "grow to 4 instances"),
    (
        "G009",
        serving(scale={"min": 0, "max": 1, "target_rps": 1}),
        "serving.churn-api.scale.min",
        "an instance at all times",
    ),
    ("G010", {"platform__region": "eu-west-9"}, "platform.region", "`eu-west-9` is not known"),
    ("G010", {"platform__region": NOTHING}, "platform.region", "no region"),
    ("G011", {"platform__image": "docker.io/team/x:1"}, "platform.image", "not an image in Amazon ECR"),
    (
        "G012",
        serving(rollout={"strategy": "canary", "percent": 10, "bake": "5m"}),
        "serving.churn-api.rollout.strategy",
        "only one",
    ),
    (
        "G012",
        serving(rollout={"strategy": "linear", "percent": 5, "bake": "2m"}, scale={"min": 2, "max": 2}),
        "serving.churn-api.rollout.percent",
        "10 to 50 percent",
    ),
    (
        "G012",
        serving(rollout={"strategy": "linear", "percent": 10, "bake": "30m"}, scale={"min": 2, "max": 2}),
        "serving.churn-api.rollout.bake",
        "300 minutes",
    ),
    ("G012", serving(rollout={"bake": "90s"}), "serving.churn-api.rollout.bake", "an alarm needs 120 seconds"),
    ("G012", serving(rollout={"bake": "1h"}), "serving.churn-api.rollout.bake", "60 minutes"),
    (
        "G008",
        varied(next={"scale": {"min": 1, "max": 3}}),
        "serving.churn-api.variants.next.scale.max",
        "grow to 3 instances",
    ),
    (
        "G012",
        varied(rollout={"strategy": "rolling"}, scale={"min": 2, "max": 2}, next={}),
        "serving.churn-api.rollout.strategy",
        "SageMaker rolls no endpoint with variants",
    ),
    ("G027", varied(**{f"v{n}": {} for n in range(10)}), "serving.churn-api.variants", "11 variants"),
    (
        "G027",
        varied(next={"shadow": True, "scale": {"min": 1, "max": 2}}),
        "serving.churn-api.variants.next.scale.max",
        "as many instances at all times",
    ),
    (
        "G027",
        varied(rollout={"rollback_on": ["errors > 1%", "p50 > 1s", "p90 > 1s", "p99 > 1s"]}, a={}, b={}),
        "serving.churn-api.variants",
        "watched by 12 alarms",
    ),
    (
        "G027",
        {
            **varied(next={"compute": "nvme"}),
            "platform__kms_key": "arn:aws:kms:eu-west-1:123456789012:key/0a1b",
            "platform__compute__nvme": {
                "cpus": 2,
                "instance": "ml.m5.large",
                "serving_instance": "ml.m5d.large",
                "volume_gb": 10,
            },
        },
        "serving.churn-api.variants.next.compute",
        "cannot have one key",
    ),
    ("G013", compute(instance="ml.m6g.large"), "platform.compute.small.instance", "ml.m6g.large"),
    ("G013", compute(serving_instance="ml.g5.xlarge"), "platform.compute.small.serving_instance", "ml.g5.xlarge"),
    ("G028", {"platform__permissions_boundary": "ml-workloads"}, "platform.permissions_boundary", "no policy of IAM"),
    ("G014", {"owner": "growth & ml"}, "owner", "growth & ml"),
    ("G014", {"platform__tags": {"aws:x": "y"}}, "platform.tags.aws:x", "belong to AWS"),
]


@pytest.mark.parametrize(("code", "changes", "path", "words"), REFUSED)
def test_refused_before_anything_is_made(code, changes, path, words):
    checked = lower(on_aws(**changes), targets.get("aws"))
    assert checked.value is None
    found = [item for item in checked.diagnostics if item.code == code]
    assert path in [format_path(item.path) for item in found]
    assert any(words in item.summary for item in found)
    assert all(item.hint and item.location for item in found)


def test_two_conditions_on_one_metric_are_told():
    twice = {"rollback_on": ["errors > 1%", "errors > 2%"]}
    checked = lower(on_aws(**serving(rollout=twice)), targets.get("aws"))
    assert {item.code for item in checked.diagnostics} == {"G001"}


def test_arm_and_gpu_are_fine_with_one_s_own_image():
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/sklearn@sha256:" + "0" * 64
    checked = lower(on_aws(platform__image=image, **compute(instance="ml.g5.xlarge")), targets.get("aws"))
    assert checked.diagnostics == ()


def nodes(**changes):
    graph = lower(on_aws(**changes), targets.get("aws")).value
    return {str(node.address): node for node in graph.nodes}


def test_job_names_follow_what_a_job_cannot_change():
    name = nodes()["sagemaker.TrainingJob.churn"].name
    assert nodes(models__churn__params={"n_estimators": 201})["sagemaker.TrainingJob.churn"].name != name
    assert nodes(**compute(instance="ml.m5.xlarge"))["sagemaker.TrainingJob.churn"].name != name
    assert nodes(platform__tags={"a": "b"})["sagemaker.TrainingJob.churn"].name == name
    assert (
        nodes(models__churn__params={"max_depth": 8, "n_estimators": 200})["sagemaker.TrainingJob.churn"].name == name
    )


def test_an_endpoint_has_an_alarm_from_the_start():
    alarm = nodes()["cloudwatch.MetricAlarm.churn-api-errors"]
    assert alarm.threshold == parse_trigger("errors > 5%").value


def test_what_a_platform_protects_is_not_deleted_whatever_the_environment_is_called():
    kept, loose = nodes(), nodes(platform__protect=False)
    assert kept["s3.Bucket.artifacts"].protect and not kept["s3.Bucket.artifacts"].force_destroy
    assert kept["sagemaker.Endpoint.churn-api"].protect
    assert not loose["s3.Bucket.artifacts"].protect and loose["s3.Bucket.artifacts"].force_destroy
    assert not loose["sagemaker.Endpoint.churn-api"].protect


def test_an_update_at_once_waits_long_enough_for_its_alarm():
    found = nodes()
    alarm, rollout = found["cloudwatch.MetricAlarm.churn-api-errors"], found["sagemaker.Endpoint.churn-api"].rollout
    assert rollout.strategy == "ALL_AT_ONCE"
    assert rollout.wait == 300 >= alarm.period * alarm.periods


def test_all_names_hold_the_environment_whatever_the_pulumi_stack_is_called():
    target = targets.get("aws")
    graph = lower(on_aws(), target).value
    (project,) = [item for item in target.renderings(graph) if item.path == "Pulumi.yaml"]
    made = project.context["config"]["pulumi:autonaming"]["pattern"]
    assert made == "churn-dev-${name}-${hex(7)}"
