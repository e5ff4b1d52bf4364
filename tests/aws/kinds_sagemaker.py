"""Training jobs, models, endpoint configurations and endpoints."""

from __future__ import annotations

from typing import Any

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, HalfDone, Problem, gone, retagged, standing, tag_list, tag_map
from tests.aws.kind import Kind
from tests.aws.spelling import pulumi_name, to_aws, to_pulumi

_ASSUME = ("Could not assume role", "sts:AssumeRole")
_MISSING = ("Could not find", "Requested resource not found")


def request(cloud: Cloud, operation: str, inputs: Props, names: dict[str, str]) -> dict[str, Any]:
    """The parameters of a call; `names` are those that Pulumi has renamed."""
    shape = cloud.input_shape("sagemaker", operation)
    wanted: dict[str, Any] = {}
    for member, inner in shape.members.items():
        value = inputs.get(names.get(member) or pulumi_name(member, inner))
        if value is not None and member != "Tags":
            wanted[member] = to_aws(inner, value)
    if "Tags" in shape.members and inputs.get("tags"):
        wanted["Tags"] = tag_list(inputs["tags"])
    return wanted


def found(cloud: Cloud, operation: str, answer: Props, names: dict[str, str]) -> Props:
    """An answer in Pulumi's names."""
    shape = cloud.output_shape("sagemaker", operation)
    found: Props = {}
    for member, inner in shape.members.items():
        if member in answer and answer[member] not in (None, [], {}):
            key = names.get(member) or pulumi_name(member, inner)
            found[key] = to_pulumi(inner, answer[member])
    return found


def tags_of(cloud: Cloud, arn: str) -> dict[str, str]:
    """Of a thing of SageMaker."""
    return tag_map(cloud.client("sagemaker").list_tags(ResourceArn=arn)["Tags"])


def retag(cloud: Cloud, _id: str, old: Props, new: Props) -> None:
    """All that can be changed of most things of SageMaker."""
    sagemaker, (put, taken) = cloud.client("sagemaker"), retagged(old, new)
    if put:
        sagemaker.add_tags(ResourceArn=old["arn"], Tags=tag_list(put))
    if taken:
        sagemaker.delete_tags(ResourceArn=old["arn"], TagKeys=taken)


_MODEL = {"ModelName": "name", "ModelArn": "arn"}
_MODEL_INPUTS = (
    "name",
    "arn",
    "executionRoleArn",
    "primaryContainer",
    "containers",
    "enableNetworkIsolation",
    "vpcConfig",
)


def _create_model(cloud: Cloud, inputs: Props) -> str:
    wanted = request(cloud, "CreateModel", inputs, _MODEL)
    cloud.patiently(lambda: cloud.client("sagemaker").create_model(**wanted), "ValidationException", tries=20)
    return str(inputs["name"])


def _read_model(cloud: Cloud, name: str, _state: Props) -> Props | None:
    answer = gone(lambda: cloud.client("sagemaker").describe_model(ModelName=name), *_MISSING)
    if answer is None:
        return None
    told = found(cloud, "DescribeModel", answer, _MODEL)
    told = {key: value for key, value in told.items() if key in _MODEL_INPUTS}
    return {**told, "tags": tags_of(cloud, answer["ModelArn"])}


def _delete_model(cloud: Cloud, name: str, _state: Props) -> None:
    gone(lambda: cloud.client("sagemaker").delete_model(ModelName=name), *_MISSING)


_CONFIG = {"EndpointConfigName": "name", "EndpointConfigArn": "arn", "KmsKeyId": "kmsKeyArn"}
_CONFIG_INPUTS = (
    *("name", "arn", "kmsKeyArn", "productionVariants", "shadowProductionVariants"),
    *("asyncInferenceConfig", "dataCaptureConfig"),
)


def _create_config(cloud: Cloud, inputs: Props) -> str:
    cloud.client("sagemaker").create_endpoint_config(**request(cloud, "CreateEndpointConfig", inputs, _CONFIG))
    return str(inputs["name"])


def _read_config(cloud: Cloud, name: str, _state: Props) -> Props | None:
    read = cloud.client("sagemaker").describe_endpoint_config
    answer = gone(lambda: read(EndpointConfigName=name), *_MISSING)
    if answer is None:
        return None
    told = found(cloud, "DescribeEndpointConfig", answer, _CONFIG)
    told = {key: value for key, value in told.items() if key in _CONFIG_INPUTS}
    return {**told, "tags": tags_of(cloud, answer["EndpointConfigArn"])}


def _delete_config(cloud: Cloud, name: str, _state: Props) -> None:
    gone(lambda: cloud.client("sagemaker").delete_endpoint_config(EndpointConfigName=name), *_MISSING)


_ENDPOINT = {"EndpointName": "name", "EndpointArn": "arn"}


def _status(cloud: Cloud, name: str) -> Props:
    return cloud.client("sagemaker").describe_endpoint(EndpointName=name)


def _in_service(cloud: Cloud, name: str, doing: str) -> None:
    pending = ("Creating", "Updating", "SystemUpdating")
    status = cloud.until(lambda: str(_status(cloud, name)["EndpointStatus"]), pending)
    if status != "InService":
        reason = _status(cloud, name).get("FailureReason") or ""
        text = f"unexpected state '{status}', wanted target 'InService'. last error: {reason}"
        raise Problem(f"waiting for SageMaker AI Endpoint ({name}) to {doing}: {text}")


def _create_endpoint(cloud: Cloud, inputs: Props) -> str:
    name = str(inputs["name"])
    wanted = request(cloud, "CreateEndpoint", inputs, _ENDPOINT)
    cloud.patiently(lambda: cloud.client("sagemaker").create_endpoint(**wanted), *_ASSUME)
    with standing(name, f"waiting for SageMaker AI Endpoint ({name}) to be in service"):
        _in_service(cloud, name, "be in service")
    return name


def _read_endpoint(cloud: Cloud, name: str, state: Props) -> Props | None:
    answer = gone(lambda: _status(cloud, name), *_MISSING)
    if answer is None or answer["EndpointStatus"] == "Deleting":
        return None
    shape = cloud.input_shape("sagemaker", "CreateEndpoint").members["DeploymentConfig"]
    deployment = to_pulumi(shape, answer.get("LastDeploymentConfig") or {})
    return {
        "name": name,
        "arn": answer["EndpointArn"],
        "endpointConfigName": answer["EndpointConfigName"],
        "deploymentConfig": deployment or None,
        "tags": tags_of(cloud, answer["EndpointArn"]),
    }


def _update_endpoint(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    changed = any(old.get(key) != new.get(key) for key in ("endpointConfigName", "deploymentConfig"))
    if changed:
        try:
            wanted = request(cloud, "UpdateEndpoint", new, _ENDPOINT)
            cloud.client("sagemaker").update_endpoint(**wanted)
            _in_service(cloud, name, "be updated")
        except Problem as problem:
            raise HalfDone(name, str(problem)) from None
    retag(cloud, name, old, new)


def _delete_endpoint(cloud: Cloud, name: str, _state: Props) -> None:
    gone(lambda: cloud.client("sagemaker").delete_endpoint(EndpointName=name), *_MISSING)


_JOB = {"TrainingJobArn": "arn"}
_JOB_OWN = ("timeouts", "deleteModelPackagesOnDestroy", "deleteVpcEnisOnDestroy")


def _job(cloud: Cloud, name: str) -> Props:
    return cloud.client("sagemaker").describe_training_job(TrainingJobName=name)


def _create_job(cloud: Cloud, inputs: Props) -> str:
    """A failed one is not recorded, and its name is taken for good."""
    name = str(inputs["trainingJobName"])
    wanted = request(cloud, "CreateTrainingJob", inputs, _JOB)
    cloud.patiently(lambda: cloud.client("sagemaker").create_training_job(**wanted), *_ASSUME)
    status = cloud.until(lambda: str(_job(cloud, name)["TrainingJobStatus"]), ("InProgress",))
    if status not in ("Completed", "Stopped"):
        reason = _job(cloud, name).get("FailureReason", "")
        text = f"unexpected state '{status}', wanted target 'Completed, Stopped'. last error: {reason}"
        raise Problem(f"creating SageMaker AI Training Job ({name}): waiting for creation: {text}")
    return name


_JOB_INPUTS = (
    "trainingJobName", "arn", "roleArn", "algorithmSpecification", "environment", "hyperParameters", "inputDataConfigs",
    "outputDataConfig", "resourceConfig", "stoppingCondition", "vpcConfig", "checkpointConfig", "retryStrategy",
    "enableManagedSpotTraining", "enableNetworkIsolation", "enableInterContainerTrafficEncryption",
)  # fmt: skip


def _read_job(cloud: Cloud, name: str, _state: Props) -> Props | None:
    answer = gone(lambda: _job(cloud, name), *_MISSING)
    if answer is None:
        return None
    told = found(cloud, "DescribeTrainingJob", answer, _JOB)
    told = {key: value for key, value in told.items() if key in _JOB_INPUTS}
    return {**told, "tags": tags_of(cloud, answer["TrainingJobArn"])}


def _delete_job(cloud: Cloud, name: str, _state: Props) -> None:
    sagemaker = cloud.client("sagemaker")
    answer = gone(lambda: _job(cloud, name), *_MISSING)
    if answer is not None and answer["TrainingJobStatus"] == "InProgress":
        sagemaker.stop_training_job(TrainingJobName=name)
    gone(lambda: sagemaker.delete_training_job(TrainingJobName=name), *_MISSING)


KINDS = {
    "aws:sagemaker/model:Model": Kind(_create_model, _read_model, retag, _delete_model),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": Kind(
        _create_config, _read_config, retag, _delete_config
    ),
    "aws:sagemaker/endpoint:Endpoint": Kind(_create_endpoint, _read_endpoint, _update_endpoint, _delete_endpoint),
    "aws:sagemaker/trainingJob:TrainingJob": Kind(_create_job, _read_job, retag, _delete_job, _JOB_OWN),
}
