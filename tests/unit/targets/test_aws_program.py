"""The compiled program, really registered through the SDK."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from targets_sample import on_aws

from compiler import targets
from compiler.lower import lower
from compiler.render import render
from compiler.source.share import share

STAGED = {
    "serving__churn_api__scale": {"min": 2, "max": 4, "target_rps": 10},
    "serving__churn_api__rollout": {
        "strategy": "canary",
        "percent": 10,
        "bake": "10m",
        "rollback_on": ["errors > 1%", "p99 > 500ms"],
    },
}


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stack")
    target = targets.get("aws")
    graph = lower(on_aws(**STAGED), target).value
    for artifact in (*render(target.renderings(graph), (share("templates"),)).value, *target.files(graph)):
        (folder / artifact.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / artifact.path).write_bytes(artifact.content)
    script = Path(__file__).with_name("register.py")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, script, folder]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    resources = json.loads(done.stdout)
    return graph, {(item["token"], item["name"]): item["inputs"] for item in resources}


def find(registered, token, name):
    return registered[1][(token, name)]


def test_every_node_is_registered_under_its_address(registered):
    from compiler.source.address import Address

    graph, resources = registered
    made = {str(Address.from_token(token, name)) for token, name in resources}
    looked_up = {"aws.CallerIdentity", "sagemaker.PrebuiltImage"}
    assert {str(node.address) for node in graph.nodes if node.address.type not in looked_up} == made


def test_the_training_job_says_everything_the_api_needs(registered):
    job = find(registered, "aws:sagemaker/trainingJob:TrainingJob", "churn")
    assert job["trainingJobName"].endswith("-1")
    assert len(job["trainingJobName"]) <= 63
    assert job["algorithmSpecification"]["trainingImage"] == (
        "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    )
    channels = [
        (channel["channelName"], channel["dataSource"]["s3DataSource"]["s3Uri"]) for channel in job["inputDataConfigs"]
    ]
    assert [name for name, _ in channels] == ["data", "definition", "runtime"]
    assert all(uri.startswith("s3://artifacts-1a2b3c4/") and uri.endswith("/") for _, uri in channels)
    assert job["stoppingCondition"]["maxRuntimeInSeconds"] == 1800 + 300
    assert job["tags"] == {"environment": "dev", "owner": "growth-ml", "project": "churn", "stack": "churn-dev"}


def test_the_model_comes_from_the_job(registered):
    job = find(registered, "aws:sagemaker/trainingJob:TrainingJob", "churn")["trainingJobName"]
    model = find(registered, "aws:sagemaker/model:Model", "churn-api")
    url = f"s3://artifacts-1a2b3c4/models/churn/{job}/output/model.tar.gz"
    assert model["primaryContainer"]["modelDataUrl"] == url
    assert "name" not in model, "a fixed name would be deleted before it is replaced, under a live endpoint"


def test_the_endpoint_keeps_its_name_and_rolls_back(registered):
    endpoint = find(registered, "aws:sagemaker/endpoint:Endpoint", "churn-api")
    assert endpoint["name"] == "churn-dev-churn-api"
    alarms = endpoint["deploymentConfig"]["autoRollbackConfiguration"]["alarms"]
    assert [alarm["alarmName"] for alarm in alarms] == ["churn-api-errors-1a2b3c4", "churn-api-p99-1a2b3c4"]


def policies(registered):
    for (token, name), inputs in registered[1].items():
        if token == "aws:iam/rolePolicy:RolePolicy":
            yield name, json.loads(inputs["policy"])


def test_policies_are_least_privilege(registered):
    everywhere = {"cloudwatch:PutMetricData", "ecr:GetAuthorizationToken"}
    found = dict(policies(registered))
    assert set(found) == {"churn-training", "churn-api-endpoint"}
    for policy in found.values():
        for statement in policy["Statement"]:
            actions = statement["Action"]
            actions = [actions] if isinstance(actions, str) else actions
            assert not any("*" in action for action in actions)
            if statement["Resource"] == "*":
                assert set(actions) <= everywhere


def test_roles_can_be_taken_by_sagemaker_for_this_account_only(registered):
    trust = json.loads(find(registered, "aws:iam/role:Role", "churn-training")["assumeRolePolicy"])
    (statement,) = trust["Statement"]
    assert statement["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "000000000000"}}


def test_scaling_follows_the_endpoint(registered):
    target = find(registered, "aws:appautoscaling/target:Target", "churn-api")
    assert target["resourceId"] == "endpoint/churn-dev-churn-api/variant/AllTraffic"
    policy = find(registered, "aws:appautoscaling/policy:Policy", "churn-api")
    assert policy["targetTrackingScalingPolicyConfiguration"]["targetValue"] == 600.0
