"""Write compiler/targets/aws/signatures.json anew: what the SDK's classes take, and what AWS's API takes in them.

Arguments, their types and which are required come from the type hints of pulumi_aws; lengths, ranges, patterns and
enumerations from botocore's model of the call that the provider makes. Run it in the environment of the tests.
"""

from __future__ import annotations

import collections.abc
import inspect
import json
import re
import types
import typing
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, ForwardRef

import botocore.session

TARGET = Path(__file__).parents[1] / "compiler" / "targets" / "aws" / "signatures.json"
CALLS = {
    "appautoscaling.Policy": ("application-autoscaling", "PutScalingPolicy", ""),
    "appautoscaling.Target": ("application-autoscaling", "RegisterScalableTarget", ""),
    "budgets.Budget": ("budgets", "CreateBudget", "Budget"),
    "cloudwatch.Dashboard": ("cloudwatch", "PutDashboard", ""),
    "cloudwatch.EventRule": ("events", "PutRule", ""),
    "cloudwatch.EventTarget": ("events", "PutTargets", "Targets"),
    "cloudwatch.LogGroup": ("logs", "CreateLogGroup", ""),
    "cloudwatch.MetricAlarm": ("cloudwatch", "PutMetricAlarm", ""),
    "iam.Role": ("iam", "CreateRole", ""),
    "iam.RolePolicy": ("iam", "PutRolePolicy", ""),
    "s3.BucketObjectv2": ("s3", "PutObject", ""),
    "s3.BucketPolicy": ("s3", "PutBucketPolicy", ""),
    "s3.BucketPublicAccessBlock": ("s3", "PutPublicAccessBlock", "PublicAccessBlockConfiguration"),
    "s3.BucketServerSideEncryptionConfiguration": (
        "s3",
        "PutBucketEncryption",
        "ServerSideEncryptionConfiguration",
    ),
    "s3.BucketVersioning": ("s3", "PutBucketVersioning", ""),
    "sagemaker.DataQualityJobDefinition": ("sagemaker", "CreateDataQualityJobDefinition", ""),
    "sagemaker.Endpoint": ("sagemaker", "CreateEndpoint", ""),
    "sagemaker.EndpointConfiguration": ("sagemaker", "CreateEndpointConfig", ""),
    "sagemaker.Model": ("sagemaker", "CreateModel", ""),
    "sagemaker.ModelPackageGroup": ("sagemaker", "CreateModelPackageGroup", ""),
    "sagemaker.MonitoringSchedule": ("sagemaker", "CreateMonitoringSchedule", ""),
    "sagemaker.Pipeline": ("sagemaker", "CreatePipeline", ""),
    "sagemaker.TrainingJob": ("sagemaker", "CreateTrainingJob", ""),
    "scheduler.Schedule": ("scheduler", "CreateSchedule", ""),
    "sns.Topic": ("sns", "CreateTopic", ""),
    "sns.TopicSubscription": ("sns", "Subscribe", ""),
    # At the end: classes inside it are those of other resources, whose calls say more of them.
    "s3.Bucket": ("s3", "CreateBucket", ""),
}
LOOKUPS = ("get_caller_identity_output", "sagemaker.get_prebuilt_ecr_image_output")
RENAMED = {
    "appautoscaling.Policy": {"name": "PolicyName"},
    "cloudwatch.Dashboard": {"dashboard_name": "DashboardName"},
    "cloudwatch.LogGroup": {"name": "logGroupName"},
    "cloudwatch.MetricAlarm": {"name": "AlarmName"},
    "iam.Role": {"name": "RoleName"},
    "sagemaker.Endpoint": {"name": "EndpointName"},
    "sagemaker.EndpointConfiguration": {"name": "EndpointConfigName", "kms_key_arn": "KmsKeyId"},
    "sagemaker.Model": {"name": "ModelName"},
    "scheduler.ScheduleTargetSagemakerPipelineParametersArgs": {"pipeline_parameters": "PipelineParameterList"},
}
# Of each group one at most: the provider refuses two, or AWS does.
EXCLUSIVE = {
    "appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs": [
        ["customized_metric_specification", "predefined_metric_specification"]
    ],
    "appautoscaling.Policy": [["step_scaling_policy_configuration", "target_tracking_scaling_policy_configuration"]],
    "cloudwatch.MetricAlarm": [["statistic", "extended_statistic"], ["metric_name", "metric_queries"]],
    "cloudwatch.EventRule": [["name", "name_prefix"]],
    "cloudwatch.EventTarget": [["input", "input_path", "input_transformer"]],
    "iam.Role": [["name", "name_prefix"]],
    "s3.BucketObjectv2": [["source", "content", "content_base64"]],
    "sagemaker.EndpointConfiguration": [["name", "name_prefix"]],
    "sagemaker.EndpointConfigurationProductionVariantArgs": [
        ["serverless_config", "instance_type"],
        ["serverless_config", "initial_instance_count"],
    ],
    "sagemaker.EndpointDeploymentConfigArgs": [["blue_green_update_policy", "rolling_update_policy"]],
    "sagemaker.Model": [["primary_container", "containers"]],
    "sagemaker.ModelPrimaryContainerArgs": [["model_data_url", "model_data_source"]],
    "sagemaker.Pipeline": [["pipeline_definition", "pipeline_definition_s3_location"]],
    "sagemaker.TrainingJobAlgorithmSpecificationArgs": [["training_image", "algorithm_name"]],
    "scheduler.Schedule": [["name", "name_prefix"]],
    "sns.Topic": [["name", "name_prefix"]],
}
# What the API's documentation says and its model does not: https://docs.aws.amazon.com/sagemaker/latest/APIReference,
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html,
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
_TRAFFIC = "sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyTrafficRoutingConfiguration"
_RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
DOCUMENTED = {
    "appautoscaling.Target": {"min_capacity": {"least": 0}, "max_capacity": {"least": 0}},
    "budgets.Budget": {"limit_amount": {"pattern": r"[0-9]+(\.[0-9]+)?"}},
    "cloudwatch.LogGroup": {"retention_in_days": {"enum": [0, *_RETENTION]}},
    "sagemaker.EndpointConfigurationProductionVariantArgs": {"variant_name": {"least": 1}},
    "sagemaker.ModelPackageGroup": {"model_package_group_name": {"least": 1}},
    "sagemaker.TrainingJobStoppingConditionArgs": {
        "max_runtime_in_seconds": {"most": 2_419_200},
        "max_wait_time_in_seconds": {"most": 2_419_200},
    },
    "sagemaker.TrainingJobTimeoutsArgs": {"create": {"pattern": r"([0-9]+(h|m|s))+"}},
    "scheduler.Schedule": {
        "schedule_expression": {"pattern": r"cron\(\S+( \S+){5}\)|rate\([1-9][0-9]* (minute|hour|day)s?\)|at\(\S+\)"}
    },
    "sns.TopicSubscription": {
        "protocol": {
            "enum": ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"]
        }
    },
    f"{_TRAFFIC}CanarySizeArgs": {"value": {"least": 1, "most": 50}},
    f"{_TRAFFIC}LinearStepSizeArgs": {"value": {"least": 10, "most": 50}},
}
_PLAIN = {str: "text", int: "integer", float: "number", bool: "boolean"}
_CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", r"\p{M}": "", r"\p{P}": r"\W", r"\p{S}": r"\W"}
_SDK_OWN = {"opts", "resource_name", "self", "__self__"}

Json = dict[str, Any]


def main() -> None:
    """Write the file."""
    found: Json = {}
    session = botocore.session.get_session()
    for name, (service, operation, member) in CALLS.items():
        shape = session.get_service_model(service).operation_model(operation).input_shape
        inner = shape.members[member] if member else shape
        gather(name, inputs_of(name), inner.member if inner.type_name == "list" else inner, found)
    for name in LOOKUPS:
        found[name] = arguments(look_up(name), None, {}, found, name)
    modules = {module: public(module) for module in sorted({name.partition(".")[0] for name in CALLS})}
    about = f"pulumi-aws {version('pulumi-aws')}, botocore {version('botocore')}; written by tools/aws_signatures.py"
    document = {"_about": about, "modules": modules, "calls": dict(sorted(found.items()))}
    TARGET.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


def inputs_of(name: str) -> Any:
    """The class of a resource's own arguments; in its package another may have the same name."""
    resource = look_up(name)
    module = import_module(resource.__module__)
    return getattr(module, f"{resource.__name__}InitArgs", None) or getattr(module, f"{resource.__name__}Args")


def gather(name: str, holder: Any, shape: Any, found: Json) -> None:
    """The call `name`, whose arguments are those of the class `holder`, and the classes of its arguments."""
    if name not in found:
        found[name] = {}
        found[name] = arguments(holder.__init__, shape, RENAMED.get(name, {}), found, name)


def arguments(function: Any, shape: Any, renamed: dict[str, str], found: Json, name: str) -> Json:
    """What a function takes; limits where `shape` has a member of the same name."""
    module = name.partition(".")[0] if "." in name else ""
    given = {key: item for key, item in inspect.signature(function).parameters.items() if key not in _SDK_OWN}
    members = shape.members if shape is not None and shape.type_name == "structure" else {}
    written = {plain(member): inner for member, inner in members.items()}
    known: Json = {}
    for key, parameter in given.items():
        inner = written.get(plain(renamed.get(key, key)))
        known[key] = kind_of(parameter.annotation, inner, module, found) | DOCUMENTED.get(name, {}).get(key, {})
    required = [key for key, parameter in given.items() if parameter.default is inspect.Parameter.empty]
    told = {"arguments": known, "required": required, "exclusive": EXCLUSIVE.get(name, [])}
    return {key: value for key, value in told.items() if value or key == "arguments"}


def kind_of(annotation: Any, shape: Any, module: str, found: Json) -> Json:
    """A type hint as data, with the limits of the shape where that is of the same kind."""
    options = [item for item in flat(annotation) if not skipped(item)]
    if len(options) != 1:
        return {"kind": "any"}
    (option,) = options
    origin, inside = typing.get_origin(option), typing.get_args(option)
    if option in _PLAIN:
        return {"kind": _PLAIN[option], **limits(shape, _PLAIN[option])}
    if origin is collections.abc.Sequence:
        inner = shape.member if shape is not None and shape.type_name == "list" else None
        if shape is not None and shape.type_name == "structure":
            inner = shape  # the provider takes some as a list of one
        return {"kind": "list", "of": kind_of(inside[0], inner, module, found), **limits(shape, "list")}
    if origin is collections.abc.Mapping:
        inner = shape.value if shape is not None and shape.type_name == "map" else None
        return {"kind": "mapping", "of": kind_of(inside[1], inner, module, found), **limits(shape, "mapping")}
    if isinstance(option, ForwardRef) and option.__forward_arg__.endswith("Args"):
        name = f"{module}.{option.__forward_arg__.rpartition('.')[2]}"
        gather(name, look_up(name), shape, found)
        return {"kind": "object", "of": name}
    return {"kind": "any"}


def flat(annotation: Any) -> list[Any]:
    """All that a union is one of."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [inner for item in typing.get_args(annotation) for inner in flat(item)]
    return [annotation]


def skipped(item: Any) -> bool:
    """What `pulumi.Input` adds to a type, and the dictionaries that stand for classes."""
    waiting = item is type(None) or typing.get_origin(item) is collections.abc.Awaitable
    return waiting or (isinstance(item, ForwardRef) and item.__forward_arg__ in ("Output[T]", "T")) or dictionary(item)


def dictionary(item: Any) -> bool:
    """Whether it is a bare mapping in place of a class."""
    return isinstance(item, ForwardRef) and item.__forward_arg__.endswith("ArgsDict")


def limits(shape: Any, kind: str) -> Json:
    """`least`, `most`, `enum` and `pattern`. Instance types have checks of their own, which know of newer families."""
    same = {
        "text": ("string",),
        "integer": ("integer", "long"),
        "number": ("float", "double", "integer", "long"),
        "list": ("list",),
        "mapping": ("map",),
    }
    if shape is None or shape.type_name not in same.get(kind, ()):
        return {}
    told = {"least": shape.metadata.get("min"), "most": shape.metadata.get("max")}
    if shape.type_name == "string" and not shape.name.endswith("InstanceType"):
        told |= {"enum": sorted(shape.enum), "pattern": pattern(shape.metadata.get("pattern"))}
    return {key: value for key, value in told.items() if value not in (None, [], "", ".*", "[\\s\\S]*")}


def pattern(text: str | None) -> str | None:
    """As Python writes it; None for one that is broken in itself."""
    if text is None:
        return None
    text = re.sub(r"\(\?[is]\)", "", text)
    for theirs, ours in _CLASSES.items():
        text = text.replace(theirs, ours)
    try:
        re.compile(text)
    except re.error:
        return None
    return text


def plain(name: str) -> str:
    """`input_data_configs` and `InputDataConfig` are one."""
    return name.lower().replace("_", "").removesuffix("s")


def look_up(name: str) -> Any:
    """What pulumi_aws has under a dotted name."""
    module, _, last = name.rpartition(".")
    return getattr(import_module(f"pulumi_aws.{module}" if module else "pulumi_aws"), last)


def public(module: str) -> list[str]:
    """All that a module has but the classes of arguments, which are known where something takes them."""
    return sorted(
        name
        for name in dir(import_module(f"pulumi_aws.{module}"))
        if not name.startswith("_") and not name.endswith(("Args", "ArgsDict", "Result"))
    )


if __name__ == "__main__":
    main()
