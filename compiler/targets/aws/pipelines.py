"""The definition of a pipeline: the training job of `up` as a step, then the registration of what it has made.

Only what is known when an execution starts is a parameter; the file is the same wherever the stack is deployed.
https://docs.aws.amazon.com/sagemaker/latest/dg/define-pipeline.html
"""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.graph import Join, Ref
from compiler.targets.aws.nodes.retraining import Pipeline
from compiler.targets.aws.nodes.training import Channel, TrainingJob
from compiler.targets.aws.settings import SERVED

BUCKET, IMAGE, ROLE, COMMIT = "Bucket", "Image", "TrainingRole", "Commit"
TRAIN, REGISTER = "train", "register"
_PARAMETERS = {"bucket": BUCKET, "registry_path": IMAGE, "arn": ROLE}
"""By the output that a parameter stands for: there is one bucket, one image and one role in a training job."""
_TYPES = ["text/csv", "application/json"]

Request = dict[str, object]


def parameters_of(job: TrainingJob) -> dict[str, Ref]:
    """What each parameter of a pipeline stands for; `Commit` is beside them."""
    bucket = next(part for part in job.output.parts if isinstance(part, Ref))
    image = {IMAGE: job.image} if isinstance(job.image, Ref) else {}
    return {BUCKET: bucket, **image, ROLE: job.role}


def train_request(job: TrainingJob, tags: Mapping[str, str]) -> Request:
    """CreateTrainingJob without the name, which SageMaker gives. What passes its gates is a candidate, no champion."""
    environment = {key: _value(value) for key, value in job.environment.items()}
    request: Request = {
        "AlgorithmSpecification": {
            "TrainingImage": _value(job.image),
            "TrainingInputMode": "File",
            "ContainerEntrypoint": list(job.entrypoint),
        },
        "RoleArn": _value(job.role),
        "Environment": {**environment, "MODELWRIGHT_CANDIDATE": "true"},
        "InputDataConfig": [_channel(channel) for channel in job.channels],
        "OutputDataConfig": {"S3OutputPath": _value(job.output), **_one("KmsKeyId", job.kms_key)},
        "ResourceConfig": {
            "InstanceType": job.instance,
            "InstanceCount": 1,
            "VolumeSizeInGB": job.volume,
            **_one("VolumeKmsKeyId", job.disk_key),
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": job.max_runtime},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    if job.spot:
        request["EnableManagedSpotTraining"] = True
        request["StoppingCondition"] = {
            "MaxRuntimeInSeconds": job.max_runtime,
            "MaxWaitTimeInSeconds": job.spot.longest,
        }
        # No execution goes on from what another has finished.
        folder = _join(*job.spot.checkpoints.parts, {"Get": "Execution.PipelineExecutionId"}, "/")
        request["CheckpointConfig"] = {"S3Uri": folder}
    if job.network:
        request["VpcConfig"] = {
            "Subnets": list(job.network.subnets),
            "SecurityGroupIds": list(job.network.security_groups),
        }
    if job.isolation:
        request["EnableNetworkIsolation"] = True
    return request


def register_request(job: TrainingJob, group: str, lineage: Mapping[str, str]) -> Request:
    """CreateModelPackage: a version that somebody approves, with its metrics and what it was made from."""
    container = {
        "Image": _value(job.image),
        "ModelDataUrl": {"Get": f"Steps.{TRAIN}.ModelArtifacts.S3ModelArtifacts"},
        "Environment": dict(SERVED),
    }
    request: Request = {
        "ModelPackageGroupName": group,
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {
            "Containers": [container],
            "SupportedContentTypes": list(_TYPES),
            "SupportedResponseMIMETypes": list(_TYPES),
        },
        "MetadataProperties": {"CommitId": {"Get": f"Parameters.{COMMIT}"}},
        "CustomerMetadataProperties": {**lineage, "job": {"Get": f"Steps.{TRAIN}.TrainingJobName"}},
    }
    if not job.isolation:
        place = _join(*job.output.parts, "/", {"Get": f"Steps.{TRAIN}.TrainingJobName"}, "/metrics.json")
        statistics = {"ContentType": "application/json", "S3Uri": place}
        request["ModelMetrics"] = {"ModelQuality": {"Statistics": statistics}}
    return request


def transform_request(
    model: str,
    source: str,
    target: Join | str,
    instance: str,
    keys: tuple[str | None, str | None],
    tags: Mapping[str, str],
) -> Request:
    """CreateTransformJob without the name: each file is one request with its header, and no answer replaces another.

    `model` is the parameter with the model's name; `keys` are those of the answers and of the disk.
    """
    place = target.parts if isinstance(target, Join) else (target,)
    return {
        "ModelName": {"Get": f"Parameters.{model}"},
        "MaxPayloadInMB": 6,
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": source}},
            "ContentType": "text/csv",
            "SplitType": "None",
        },
        "TransformOutput": {
            "S3OutputPath": _join(*place, {"Get": "Execution.PipelineExecutionId"}),
            "Accept": "text/csv",
            "AssembleWith": "None",
            **_one("KmsKeyId", keys[0]),
        },
        "TransformResources": {"InstanceType": instance, "InstanceCount": 1, **_one("VolumeKmsKeyId", keys[1])},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def step(name: str, kind: str, arguments: Request) -> Request:
    """One step; `arguments` are the request of its call, without the name of what it makes."""
    return {"Name": name, "Type": kind, "Arguments": arguments}


def declared(names: Mapping[str, Ref]) -> tuple[dict[str, object], ...]:
    """The parameters as a definition declares them. The commit alone can be missing."""
    given: list[dict[str, object]] = [{"Name": name, "Type": "String"} for name in names]
    return (*given, {"Name": COMMIT, "Type": "String", "DefaultValue": "unknown"})


def assembled(node: Pipeline) -> Request:
    """The definition as `templates/aws/pipeline.json.j2` prints it."""
    return {
        "Version": "2020-12-01",
        "Metadata": {},
        "Parameters": list(node.parameters),
        "Steps": list(node.steps),
    }


def _channel(channel: Channel) -> Request:
    source = {
        "S3DataType": "S3Prefix",
        "S3Uri": _value(channel.uri),
        "S3DataDistributionType": "FullyReplicated",
    }
    return {"ChannelName": channel.name, "DataSource": {"S3DataSource": source}}


def _one(name: str, value: object) -> Request:
    return {} if value is None else {name: value}


def _value(value: object) -> object:
    match value:
        case Ref(_, output):
            return {"Get": f"Parameters.{_PARAMETERS[output]}"}
        case Join(parts):
            return _join(*parts)
        case _:
            return value


def _join(*parts: object) -> object:
    return {"Std:Join": {"On": "", "Values": [_value(part) for part in parts]}}
