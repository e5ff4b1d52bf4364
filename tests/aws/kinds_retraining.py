"""Model package groups, pipelines, their schedules, and rules about events with their targets."""

from __future__ import annotations

from typing import Any

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, gone, retagged, tag_list, tag_map
from tests.aws.kind import Kind
from tests.aws.kinds_sagemaker import found, request, retag, tags_of
from tests.aws.spelling import to_aws, to_pulumi

_MISSING = ("Could not find", "does not exist", "not found")
_GROUP = {"ModelPackageGroupArn": "arn"}


def _create_group(cloud: Cloud, inputs: Props) -> str:
    name = str(inputs["modelPackageGroupName"])
    cloud.client("sagemaker").create_model_package_group(**request(cloud, "CreateModelPackageGroup", inputs, _GROUP))
    describe = cloud.client("sagemaker").describe_model_package_group
    pending = ("Pending", "InProgress")
    cloud.until(lambda: str(describe(ModelPackageGroupName=name)["ModelPackageGroupStatus"]), pending)
    return name


def _read_group(cloud: Cloud, name: str, _state: Props) -> Props | None:
    describe = cloud.client("sagemaker").describe_model_package_group
    answer = gone(lambda: describe(ModelPackageGroupName=name), *_MISSING)
    if answer is None:
        return None
    return {"modelPackageGroupName": name, "arn": answer["ModelPackageGroupArn"],
            "tags": tags_of(cloud, answer["ModelPackageGroupArn"])}  # fmt: skip


def _delete_group(cloud: Cloud, name: str, _state: Props) -> None:
    """The provider never empties it."""
    gone(lambda: cloud.client("sagemaker").delete_model_package_group(ModelPackageGroupName=name), *_MISSING)


_PIPELINE = {"PipelineArn": "arn"}
_PIPELINE_INPUTS = (
    "pipelineName", "arn", "pipelineDisplayName", "pipelineDefinition", "pipelineDescription", "roleArn",
)  # fmt: skip


def _create_pipeline(cloud: Cloud, inputs: Props) -> str:
    cloud.client("sagemaker").create_pipeline(**request(cloud, "CreatePipeline", inputs, _PIPELINE))
    return str(inputs["pipelineName"])


def _read_pipeline(cloud: Cloud, name: str, _state: Props) -> Props | None:
    answer = gone(lambda: cloud.client("sagemaker").describe_pipeline(PipelineName=name), *_MISSING)
    if answer is None:
        return None
    told = found(cloud, "DescribePipeline", answer, _PIPELINE)
    told = {key: value for key, value in told.items() if key in _PIPELINE_INPUTS}
    return {**told, "tags": tags_of(cloud, answer["PipelineArn"])}


def _update_pipeline(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    """What differs only."""
    keys = ("pipelineDisplayName", "pipelineDefinition", "pipelineDescription", "roleArn")
    changed = {key: new[key] for key in keys if old.get(key) != new.get(key)}
    if changed:
        wanted = request(cloud, "UpdatePipeline", {"pipelineName": name, **changed}, _PIPELINE)
        cloud.client("sagemaker").update_pipeline(**wanted)
    retag(cloud, name, old, new)


def _delete_pipeline(cloud: Cloud, name: str, _state: Props) -> None:
    sagemaker = cloud.client("sagemaker")
    gone(lambda: sagemaker.delete_pipeline(PipelineName=name, ClientRequestToken=f"{name:0>32}"), *_MISSING)


_TARGET = {"SageMakerPipelineParameters": "sagemakerPipelineParameters"}


def _schedule(cloud: Cloud, inputs: Props) -> dict[str, Any]:
    """As CreateSchedule and UpdateSchedule take it: whole."""
    members = cloud.input_shape("scheduler", "CreateSchedule").members
    target = dict(inputs["target"])
    parameters = target.pop("sagemakerPipelineParameters", None)
    wanted: dict[str, Any] = {
        "Name": inputs["name"],
        "GroupName": inputs.get("groupName") or "default",
        "ScheduleExpression": inputs["scheduleExpression"],
        "ScheduleExpressionTimezone": inputs.get("scheduleExpressionTimezone") or "UTC",
        "FlexibleTimeWindow": to_aws(members["FlexibleTimeWindow"], inputs["flexibleTimeWindow"]),
        "Target": to_aws(members["Target"], target),
        "Description": inputs.get("description") or "",
        "State": inputs.get("state") or "ENABLED",
        "ActionAfterCompletion": inputs.get("actionAfterCompletion") or "NONE",
    }
    if parameters:
        listed = [{"Name": item["name"], "Value": item["value"]} for item in parameters["pipelineParameters"]]
        wanted["Target"]["SageMakerPipelineParameters"] = {"PipelineParameterList": listed}
    return wanted


def _create_schedule(cloud: Cloud, inputs: Props) -> str:
    wanted = _schedule(cloud, inputs)
    cloud.patiently(lambda: cloud.client("scheduler").create_schedule(**wanted), "must allow AWS EventBridge Scheduler")
    return f"{wanted['GroupName']}/{wanted['Name']}"


def _read_schedule(cloud: Cloud, id: str, _state: Props) -> Props | None:
    group, _, name = id.partition("/")
    answer = gone(lambda: cloud.client("scheduler").get_schedule(GroupName=group, Name=name))
    if answer is None:
        return None
    shape = cloud.output_shape("scheduler", "GetSchedule").members["Target"]
    target = {key: value for key, value in answer["Target"].items() if key != "SageMakerPipelineParameters"}
    told = to_pulumi(shape, target)
    if listed := answer["Target"].get("SageMakerPipelineParameters"):
        parameters = [{"name": item["Name"], "value": item["Value"]} for item in listed["PipelineParameterList"]]
        told["sagemakerPipelineParameters"] = {"pipelineParameters": parameters}
    return {
        "name": name,
        "groupName": group,
        "arn": answer["Arn"],
        "description": answer.get("Description"),
        "scheduleExpression": answer["ScheduleExpression"],
        "scheduleExpressionTimezone": answer["ScheduleExpressionTimezone"],
        "flexibleTimeWindow": {"mode": answer["FlexibleTimeWindow"]["Mode"]},
        "state": answer["State"],
        # moto's update loses it.
        "actionAfterCompletion": answer.get("ActionAfterCompletion") or "NONE",
        "target": told,
    }


def _update_schedule(cloud: Cloud, _id: str, _old: Props, new: Props) -> None:
    cloud.client("scheduler").update_schedule(**_schedule(cloud, new))


def _delete_schedule(cloud: Cloud, id: str, _state: Props) -> None:
    group, _, name = id.partition("/")
    gone(lambda: cloud.client("scheduler").delete_schedule(GroupName=group, Name=name))


def _rule(inputs: Props) -> dict[str, Any]:
    wanted = {"Name": inputs["name"], "EventPattern": inputs.get("eventPattern"), "State": inputs.get("state")}
    wanted["Description"] = inputs.get("description")
    return {key: value for key, value in wanted.items() if value}


def _create_rule(cloud: Cloud, inputs: Props) -> str:
    cloud.client("events").put_rule(**_rule(inputs), Tags=tag_list(inputs.get("tags")))
    return str(inputs["name"])


def _read_rule(cloud: Cloud, name: str, _state: Props) -> Props | None:
    events = cloud.client("events")
    answer = gone(lambda: events.describe_rule(Name=name))
    if answer is None:
        return None
    tags = tag_map(events.list_tags_for_resource(ResourceARN=answer["Arn"])["Tags"])
    known = {"description": answer.get("Description"), "eventPattern": answer.get("EventPattern")}
    return {**known, "name": name, "arn": answer["Arn"], "state": answer["State"],
            "eventBusName": answer.get("EventBusName") or "default", "tags": tags}  # fmt: skip


def _update_rule(cloud: Cloud, _name: str, old: Props, new: Props) -> None:
    events, (put, taken) = cloud.client("events"), retagged(old, new)
    if _rule(old) != _rule(new):
        events.put_rule(**_rule(new))
    if put:
        events.tag_resource(ResourceARN=old["arn"], Tags=tag_list(put))
    if taken:
        events.untag_resource(ResourceARN=old["arn"], TagKeys=taken)


def _delete_rule(cloud: Cloud, name: str, _state: Props) -> None:
    events = cloud.client("events")
    cloud.patiently(lambda: gone(lambda: events.delete_rule(Name=name)), "Rule can't be deleted since it has targets")


def _put_target(cloud: Cloud, id: str, inputs: Props) -> None:
    target: dict[str, Any] = {"Id": id, "Arn": inputs["arn"]}
    if transformer := inputs.get("inputTransformer"):
        paths = dict(transformer.get("inputPaths") or {})
        target["InputTransformer"] = {"InputPathsMap": paths, "InputTemplate": transformer["inputTemplate"]}
    cloud.client("events").put_targets(Rule=inputs["rule"], Targets=[target])


def _create_target(cloud: Cloud, inputs: Props) -> str:
    """The provider makes an id of its own."""
    id = str(inputs.get("targetId") or f"terraform-{inputs['rule'][-7:]}")
    _put_target(cloud, id, inputs)
    return f"{inputs['rule']}-{id}"


def _target_of(cloud: Cloud, id: str, state: Props) -> tuple[str, Any]:
    rule = str(state["rule"])
    wanted = id.removeprefix(f"{rule}-")
    answer = gone(lambda: cloud.client("events").list_targets_by_rule(Rule=rule))
    targets = answer["Targets"] if answer else ()
    return rule, next((item for item in targets if item["Id"] == wanted), None)


def _read_target(cloud: Cloud, id: str, state: Props) -> Props | None:
    rule, target = _target_of(cloud, id, state)
    if target is None:
        return None
    told: Props = {"rule": rule, "arn": target["Arn"], "targetId": target["Id"], "eventBusName": "default"}
    if transformer := target.get("InputTransformer"):
        paths, template = transformer["InputPathsMap"], transformer["InputTemplate"]
        told["inputTransformer"] = {"inputPaths": paths, "inputTemplate": template}
    return told


def _update_target(cloud: Cloud, id: str, old: Props, new: Props) -> None:
    _put_target(cloud, id.removeprefix(f"{old['rule']}-"), new)


def _delete_target(cloud: Cloud, id: str, state: Props) -> None:
    rule, target = _target_of(cloud, id, state)
    if target is not None:
        cloud.client("events").remove_targets(Rule=rule, Ids=[target["Id"]])


KINDS = {
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": Kind(_create_group, _read_group, retag, _delete_group),
    "aws:sagemaker/pipeline:Pipeline": Kind(_create_pipeline, _read_pipeline, _update_pipeline, _delete_pipeline),
    "aws:scheduler/schedule:Schedule": Kind(_create_schedule, _read_schedule, _update_schedule, _delete_schedule),
    "aws:cloudwatch/eventRule:EventRule": Kind(_create_rule, _read_rule, _update_rule, _delete_rule, ("forceDestroy",)),
    "aws:cloudwatch/eventTarget:EventTarget": Kind(
        _create_target, _read_target, _update_target, _delete_target, ("forceDestroy",)
    ),
}
