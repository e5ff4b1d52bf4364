"""Policy documents of what runs on a schedule: what a pipeline may do, and who may start it."""

from __future__ import annotations

from compiler.model.graph import Ref
from compiler.targets.aws.access.policies import Document, Place, allow, document, trust


def trust_scheduler(place: Place) -> Document:
    """EventBridge Scheduler may take the role, on behalf of this account only."""
    return trust(place, "scheduler.amazonaws.com")


def starting_pipeline(pipeline: Ref) -> Document:
    """Start one pipeline."""
    return document(allow("StartPipeline", ["sagemaker:StartPipelineExecution"], pipeline))


def running_pipeline(place: Place, group: str, role: Ref, artifacts: str) -> Document:
    """Train with the role of the model's training jobs, and register what they make in the model's group.

    SageMaker names the jobs of all pipelines `pipelines-<execution>-<step>-<random>`.
    """
    jobs = place.arn("sagemaker", "training-job/pipelines-*")
    actions = ("AddTags", "CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob")
    versions = [
        place.arn("sagemaker", f"model-package-group/{group}"),
        place.arn("sagemaker", f"model-package/{group}/*"),
    ]
    passed = {"iam:PassedToService": "sagemaker.amazonaws.com"}
    return document(
        allow("Train", [f"sagemaker:{action}" for action in actions], jobs),
        allow("PassTrainingRole", ["iam:PassRole"], role, StringEquals=passed),
        allow("Register", ["sagemaker:CreateModelPackage", "sagemaker:DescribeModelPackage"], versions),
        allow("ReadModel", ["s3:GetObject"], place.objects(artifacts)),
    )


def running_transforms(place: Place) -> Document:
    """Transform with a model of the stack; the model has its role already."""
    actions = ("AddTags", "CreateTransformJob", "DescribeTransformJob", "StopTransformJob")
    jobs = place.arn("sagemaker", "transform-job/pipelines-*")
    return document(allow("Transform", [f"sagemaker:{action}" for action in actions], jobs))
