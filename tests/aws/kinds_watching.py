"""Alarms, log groups, and the scaling of endpoint variants."""

from __future__ import annotations

from typing import Any

from compiler.provider.protocol import Props
from tests.aws.cloud import ACCOUNT, Cloud, gone, retagged, standing, tag_list, tag_map
from tests.aws.kind import Kind
from tests.aws.spelling import pulumi_name, to_aws, to_pulumi

_ALARM = {"AlarmName": "name", "OKActions": "okActions"}
_ALARM_ANSWER = {**_ALARM, "AlarmArn": "arn"}
_ALARM_INPUTS = (
    "actionsEnabled", "alarmDescription", "comparisonOperator", "datapointsToAlarm", "evaluationPeriods",
    "extendedStatistic", "metricName", "namespace", "period", "statistic", "threshold", "treatMissingData", "unit",
    "alarmActions", "insufficientDataActions", "okActions", "evaluateLowSampleCountPercentile",
)  # fmt: skip


def _put_alarm(cloud: Cloud, inputs: Props) -> str:
    shape = cloud.input_shape("cloudwatch", "PutMetricAlarm")
    wanted: dict[str, Any] = {}
    for member, inner in shape.members.items():
        value = inputs.get(_ALARM.get(member) or pulumi_name(member, inner))
        if value is not None and member not in ("Tags", "Dimensions"):
            wanted[member] = to_aws(inner, value)
    pairs = sorted((inputs.get("dimensions") or {}).items())
    wanted["Dimensions"] = [{"Name": name, "Value": value} for name, value in pairs]
    if inputs.get("tags"):
        wanted["Tags"] = tag_list(inputs["tags"])
    cloud.client("cloudwatch").put_metric_alarm(**wanted)
    return str(inputs["name"])


def _read_alarm(cloud: Cloud, name: str, _state: Props) -> Props | None:
    cloudwatch = cloud.client("cloudwatch")
    listed = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not listed:
        return None
    shape = cloud.output_shape("cloudwatch", "DescribeAlarms").members["MetricAlarms"].member
    found: Props = {}
    for member, inner in shape.members.items():
        key = _ALARM_ANSWER.get(member) or pulumi_name(member, inner)
        if key in _ALARM_INPUTS and listed[0].get(member) not in (None, []):
            found[key] = to_pulumi(inner, listed[0][member])
    arn = listed[0]["AlarmArn"]
    dimensions = {item["Name"]: item["Value"] for item in listed[0].get("Dimensions", ())}
    tags = tag_map(cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"])
    return {**found, "name": name, "arn": arn, "dimensions": dimensions, "tags": tags}


def _update_alarm(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    rest = [{key: props.get(key) for key in (*_ALARM_INPUTS, "dimensions")} for props in (old, new)]
    if rest[0] != rest[1]:
        _put_alarm(cloud, {key: value for key, value in new.items() if key != "tags"})
    cloudwatch, (put, taken) = cloud.client("cloudwatch"), retagged(old, new)
    if put:
        cloudwatch.tag_resource(ResourceARN=old["arn"], Tags=tag_list(put))
    if taken:
        cloudwatch.untag_resource(ResourceARN=old["arn"], TagKeys=taken)


def _delete_alarm(cloud: Cloud, name: str, _state: Props) -> None:
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[name])


def _create_group(cloud: Cloud, inputs: Props) -> str:
    name = str(inputs["name"])
    cloud.client("logs").create_log_group(logGroupName=name, tags=inputs.get("tags") or {})
    with standing(name, f"setting CloudWatch Logs Log Group ({name}) retention policy"):
        _retain(cloud, name, inputs)
    return name


def _retain(cloud: Cloud, name: str, inputs: Props) -> None:
    logs, days = cloud.client("logs"), inputs.get("retentionInDays")
    if days:
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    else:
        logs.delete_retention_policy(logGroupName=name)


def _read_group(cloud: Cloud, name: str, _state: Props) -> Props | None:
    logs = cloud.client("logs")
    listed = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    found = next((item for item in listed if item["logGroupName"] == name), None)
    if found is None:
        return None
    arn = found["arn"].removesuffix(":*")
    return {
        "name": name,
        "arn": arn,
        "retentionInDays": found.get("retentionInDays", 0),
        "logGroupClass": found.get("logGroupClass", "STANDARD"),
        "tags": logs.list_tags_for_resource(resourceArn=arn)["tags"],
    }


def _update_group(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    if old.get("retentionInDays") != new.get("retentionInDays"):
        _retain(cloud, name, new)
    logs, (put, taken) = cloud.client("logs"), retagged(old, new)
    if put:
        logs.tag_resource(resourceArn=old["arn"], tags=put)
    if taken:
        logs.untag_resource(resourceArn=old["arn"], tagKeys=taken)


def _delete_group(cloud: Cloud, name: str, state: Props) -> None:
    if not state.get("skipDestroy"):
        gone(lambda: cloud.client("logs").delete_log_group(logGroupName=name))


def _place(inputs: Props) -> dict[str, Any]:
    named = ("serviceNamespace", "resourceId", "scalableDimension")
    return {key[0].upper() + key[1:]: inputs[key] for key in named}


def _register(cloud: Cloud, inputs: Props) -> str:
    capacity = {"MinCapacity": inputs["minCapacity"], "MaxCapacity": inputs["maxCapacity"]}
    scaling, tags = cloud.client("application-autoscaling"), inputs.get("tags") or {}
    scaling.register_scalable_target(**_place(inputs), **capacity, **({"Tags": tags} if tags else {}))
    return str(inputs["resourceId"])


def _read_target(cloud: Cloud, id: str, state: Props) -> Props | None:
    scaling = cloud.client("application-autoscaling")
    namespace = str(state.get("serviceNamespace") or "sagemaker")
    listed = scaling.describe_scalable_targets(ServiceNamespace=namespace, ResourceIds=[id])["ScalableTargets"]
    dimension = state.get("scalableDimension")
    found = next((item for item in listed if dimension in (None, item["ScalableDimension"])), None)
    if found is None:
        return None
    arn = found["ScalableTargetARN"]
    return {
        "serviceNamespace": namespace,
        "resourceId": id,
        "scalableDimension": found["ScalableDimension"],
        "minCapacity": found["MinCapacity"],
        "maxCapacity": found["MaxCapacity"],
        "roleArn": found.get("RoleARN", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/sagemaker"),
        "arn": arn,
        "tags": scaling.list_tags_for_resource(ResourceARN=arn)["Tags"],
    }


def _update_target(cloud: Cloud, _id: str, old: Props, new: Props) -> None:
    _register(cloud, {key: value for key, value in new.items() if key != "tags"})
    scaling, (put, taken) = cloud.client("application-autoscaling"), retagged(old, new)
    if put:
        scaling.tag_resource(ResourceARN=old["arn"], Tags=put)
    if taken:
        scaling.untag_resource(ResourceARN=old["arn"], TagKeys=taken)


def _deregister(cloud: Cloud, _id: str, state: Props) -> None:
    scaling = cloud.client("application-autoscaling")
    gone(lambda: scaling.deregister_scalable_target(**_place(state)), "No scalable target found")


_BODIES = ("targetTrackingScalingPolicyConfiguration", "stepScalingPolicyConfiguration")


def _put_policy(cloud: Cloud, inputs: Props) -> str:
    shape = cloud.input_shape("application-autoscaling", "PutScalingPolicy")
    bodies = {}
    for key in _BODIES:
        if inputs.get(key):
            member = key[0].upper() + key[1:]
            bodies[member] = to_aws(shape.members[member], inputs[key])
    name, kind = str(inputs["name"]), inputs["policyType"]
    put = cloud.client("application-autoscaling").put_scaling_policy
    again = ("ObjectNotFoundException",)
    cloud.patiently(lambda: put(PolicyName=name, PolicyType=kind, **_place(inputs), **bodies), *again)
    return name


def _read_policy(cloud: Cloud, name: str, state: Props) -> Props | None:
    scaling = cloud.client("application-autoscaling")
    place = _place({"serviceNamespace": "sagemaker", **state})
    listed = scaling.describe_scaling_policies(**place)["ScalingPolicies"]
    found = next((item for item in listed if item["PolicyName"] == name), None)
    if found is None:
        return None
    shape = cloud.output_shape("application-autoscaling", "DescribeScalingPolicies").members["ScalingPolicies"].member
    bodies: Props = {}
    for key in _BODIES:
        member = key[0].upper() + key[1:]
        if member in found:
            bodies[key] = to_pulumi(shape.members[member], found[member])
    known = {"name": name, "arn": found["PolicyARN"], "policyType": found["PolicyType"], "alarmArns": []}
    return {**known, **{key[0].lower() + key[1:]: value for key, value in place.items()}, **bodies}


def _update_policy(cloud: Cloud, _id: str, _old: Props, new: Props) -> None:
    _put_policy(cloud, new)


def _delete_policy(cloud: Cloud, name: str, state: Props) -> None:
    scaling = cloud.client("application-autoscaling")
    gone(lambda: scaling.delete_scaling_policy(PolicyName=name, **_place(state)), "No scaling policy found")


KINDS = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind(_put_alarm, _read_alarm, _update_alarm, _delete_alarm),
    "aws:cloudwatch/logGroup:LogGroup": Kind(
        _create_group, _read_group, _update_group, _delete_group, ("skipDestroy",)
    ),
    "aws:appautoscaling/target:Target": Kind(_register, _read_target, _update_target, _deregister),
    "aws:appautoscaling/policy:Policy": Kind(_put_policy, _read_policy, _update_policy, _delete_policy),
}
