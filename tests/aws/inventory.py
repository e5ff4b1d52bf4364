"""What really stands, as boto3 lists it: ids of each type, spelled as Pulumi's state spells them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from compiler.source import urns
from tests.aws.cloud import ACCOUNT, gone
from tests.aws.world import World

ARTIFACT = "/output/model.tar.gz"
"""What training writes is no resource."""
Ids = dict[str, set[str]]


def inventory(world: World) -> Ids:
    """By type token, without the types of which there is nothing."""
    found = {**_sagemaker(world), **_s3(world), **_iam(world), **_watching(world), **_events(world)}
    return {token: ids for token, ids in sorted(found.items()) if ids}


def recorded(state: Path) -> Ids:
    """The same of a stack's file in a folder backend."""
    found: Ids = {}
    latest = json.loads(state.read_bytes())["checkpoint"]["latest"]
    for item in latest.get("resources") or ():
        token = urns.type_of(item["urn"])
        if token.startswith("aws:"):
            found.setdefault(token, set()).add(item["id"])
    return dict(sorted(found.items()))


def _sagemaker(world: World) -> Ids:
    client = world.client("sagemaker")

    def names(call: str, key: str, name: str) -> set[str]:
        return {item[name] for item in getattr(client, call)()[key]}

    return {
        "aws:sagemaker/trainingJob:TrainingJob": names("list_training_jobs", "TrainingJobSummaries", "TrainingJobName"),
        "aws:sagemaker/model:Model": names("list_models", "Models", "ModelName"),
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration": names(
            "list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"
        ),
        "aws:sagemaker/endpoint:Endpoint": names("list_endpoints", "Endpoints", "EndpointName"),
        "aws:sagemaker/pipeline:Pipeline": names("list_pipelines", "PipelineSummaries", "PipelineName"),
        "aws:sagemaker/modelPackageGroup:ModelPackageGroup": names(
            "list_model_package_groups", "ModelPackageGroupSummaryList", "ModelPackageGroupName"
        ),
    }


def _events(world: World) -> Ids:
    events = world.client("events")
    rules = [item["Name"] for item in events.list_rules()["Rules"]]
    targets = {f"{rule}-{item['Id']}" for rule in rules for item in events.list_targets_by_rule(Rule=rule)["Targets"]}
    schedules = world.client("scheduler").list_schedules()["Schedules"]
    return {
        "aws:cloudwatch/eventRule:EventRule": set(rules),
        "aws:cloudwatch/eventTarget:EventTarget": targets,
        "aws:scheduler/schedule:Schedule": {f"{item['GroupName']}/{item['Name']}" for item in schedules},
    }


def _s3(world: World) -> Ids:
    s3 = world.client("s3")
    buckets = [item["Name"] for item in s3.list_buckets()["Buckets"]]

    def having(look: Callable[[str], Any]) -> set[str]:
        return {name for name in buckets if gone(lambda name=name: look(name))}

    objects = [item["Key"] for name in buckets for item in s3.list_objects_v2(Bucket=name).get("Contents", ())]
    return {
        "aws:s3/bucket:Bucket": set(buckets),
        "aws:s3/bucketVersioning:BucketVersioning": having(
            lambda name: s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled"
        ),
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": having(
            lambda name: s3.get_bucket_encryption(Bucket=name)
        ),
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": having(
            lambda name: all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
        ),
        "aws:s3/bucketPolicy:BucketPolicy": having(lambda name: s3.get_bucket_policy(Bucket=name)),
        "aws:s3/bucketObjectv2:BucketObjectv2": {key for key in objects if not key.endswith(ARTIFACT)},
    }


def _iam(world: World) -> Ids:
    iam = world.client("iam")
    roles = {item["RoleName"] for item in iam.list_roles()["Roles"]}
    policies = {f"{role}:{name}" for role in roles for name in iam.list_role_policies(RoleName=role)["PolicyNames"]}
    return {"aws:iam/role:Role": roles, "aws:iam/rolePolicy:RolePolicy": policies}


def _watching(world: World) -> Ids:
    scaling = world.client("application-autoscaling")
    targets = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    policies = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    return {
        "aws:sns/topicSubscription:TopicSubscription": {
            item["SubscriptionArn"] for item in world.client("sns").list_subscriptions()["Subscriptions"]
        },
        "aws:cloudwatch/dashboard:Dashboard": {
            item["DashboardName"] for item in world.client("cloudwatch").list_dashboards()["DashboardEntries"]
        },
        "aws:budgets/budget:Budget": {
            f"{ACCOUNT}:{item['BudgetName']}"
            for item in world.client("budgets").describe_budgets(AccountId=ACCOUNT).get("Budgets", ())
        },
        "aws:sns/topic:Topic": {item["TopicArn"] for item in world.client("sns").list_topics()["Topics"]},
        "aws:cloudwatch/metricAlarm:MetricAlarm": {item["AlarmName"] for item in alarms(world)},
        "aws:cloudwatch/logGroup:LogGroup": {
            item["logGroupName"] for item in world.client("logs").describe_log_groups()["logGroups"]
        },
        "aws:appautoscaling/target:Target": {item["ResourceId"] for item in targets},
        "aws:appautoscaling/policy:Policy": {item["PolicyName"] for item in policies},
    }


def alarms(world: World) -> list[Mapping[str, Any]]:
    """Whole, as CloudWatch has them."""
    return world.client("cloudwatch").describe_alarms()["MetricAlarms"]
