"""Graph of the AWS target -> the files of its stack folder."""

from __future__ import annotations

from itertools import chain

from compiler.model.graph import Graph, Join, Node, Ref
from compiler.model.rendering import Language, Rendering
from compiler.source.location import ConfigPath
from compiler.targets.aws.names import pattern
from compiler.targets.aws.nodes.hosting import Endpoint, EndpointConfiguration, LogGroup, Model
from compiler.targets.aws.nodes.retraining import ModelPackageGroup, Pipeline
from compiler.targets.aws.nodes.storage import Bucket, BucketEncryption, Upload
from compiler.targets.aws.nodes.training import TrainingJob
from compiler.targets.aws.queues import requests_of
from compiler.targets.aws.settings import BUCKET_NAME
from compiler.targets.aws.signatures import signatures
from compiler.targets.stackfiles import job_file, parts, program, stack_files

_KINDS = {
    "aws.CallerIdentity": "aws/caller_identity.py.j2",
    "sagemaker.PrebuiltImage": "aws/prebuilt_image.py.j2",
    "s3.Bucket": "aws/bucket.py.j2",
    "s3.BucketVersioning": "aws/bucket_versioning.py.j2",
    "s3.BucketServerSideEncryptionConfiguration": "aws/bucket_encryption.py.j2",
    "s3.BucketPublicAccessBlock": "aws/bucket_public_access_block.py.j2",
    "s3.BucketPolicy": "aws/bucket_policy.py.j2",
    "s3.BucketObjectv2": "aws/upload.py.j2",
    "iam.Role": "aws/role.py.j2",
    "iam.RolePolicy": "aws/role_policy.py.j2",
    "sagemaker.TrainingJob": "aws/training_job.py.j2",
    "sagemaker.ModelPackageGroup": "aws/model_package_group.py.j2",
    "sagemaker.Pipeline": "aws/pipeline.py.j2",
    "scheduler.Schedule": "aws/schedule.py.j2",
    "cloudwatch.EventRule": "aws/event_rule.py.j2",
    "cloudwatch.EventTarget": "aws/event_target.py.j2",
    "cloudwatch.LogGroup": "aws/log_group.py.j2",
    "sns.Topic": "aws/topic.py.j2",
    "sns.TopicSubscription": "aws/topic_subscription.py.j2",
    "cloudwatch.Dashboard": "aws/dashboard.py.j2",
    "budgets.Budget": "aws/budget.py.j2",
    "sagemaker.Model": "aws/model.py.j2",
    "sagemaker.EndpointConfiguration": "aws/endpoint_configuration.py.j2",
    "cloudwatch.MetricAlarm": "aws/metric_alarm.py.j2",
    "sagemaker.Endpoint": "aws/endpoint.py.j2",
    "appautoscaling.Target": "aws/scaling_target.py.j2",
    "appautoscaling.Policy": "aws/scaling_policy.py.j2",
}
_REQUIREMENTS = ("pulumi>=3.200,<4", "pulumi-aws>=7.50,<8")


def aws_renderings(graph: Graph) -> tuple[Rendering, ...]:
    """The program, Pulumi's project files and the job definitions."""
    jobs = [node for node in graph.nodes if isinstance(node, TrainingJob)]
    pipelines = [node for node in graph.nodes if isinstance(node, Pipeline)]
    # Every stack has one of the two.
    tags = next(node.tags for node in graph.nodes if isinstance(node, (Bucket, LogGroup)))
    groups = {
        node.address.name: {"versions": Ref(node.address, "arn")}
        for node in graph.nodes
        if isinstance(node, ModelPackageGroup)
    }
    sections = _sections(graph)
    context = {
        "parts": [{**part, "section": section} for part, section in zip(parts(graph, _KINDS), sections, strict=True)],
        "tags": tags,
        "kms_key": next((node.kms_key for node in graph.nodes if isinstance(node, BucketEncryption)), None),
        "uploads": any(isinstance(node, Upload) for node in graph.nodes),
        "trains": bool(jobs),
        "retrains": bool(pipelines),
        "secrets": any(isinstance(node, Model) and node.secrets for node in graph.nodes),
        "endpoints": _endpoints(graph),
        "models": {job.job.model: _model(job) | groups.get(job.job.model, {}) for job in jobs},
    }
    config = {**graph.config, "pulumi:autonaming": {"pattern": pattern(graph.project, graph.environment)}}
    return (
        program(graph, "aws/program.py.j2", _KINDS, context, signatures()),
        *stack_files(graph, _REQUIREMENTS, config),
        *(job_file(job.job, job.definition, job.origin.location) for job in jobs),
        *(_pipeline_file(node) for node in pipelines),
    )


def _pipeline_file(node: Pipeline) -> Rendering:
    content = {"parameters": node.parameters, "steps": node.steps}
    return Rendering(node.definition, "aws/pipeline.json.j2", Language.JSON, content, origin=node.origin)


def _sections(graph: Graph) -> list[str]:
    """For each node the heading that stands above it; empty where the part of the spec is the same as before."""
    scored = {node.origin.path for node in graph.nodes if isinstance(node, Pipeline)}
    headings = [_heading(node, scored) for node in graph.nodes]
    return [
        "" if heading == before else heading for before, heading in zip(chain([""], headings), headings, strict=False)
    ]


def _heading(node: Node, scored: set[ConfigPath]) -> str:
    match node.origin.path[:2]:
        case ("serving", _) if node.origin.path[2:3] == ("monitor",):
            return "What people are told"
        case ("models", _) if node.address.type.startswith("cloudwatch."):
            return "What people are told"
        case ("models", name):
            again = node.origin.path[2:3] == ("retrain",)
            return f"Retraining of {name}" if again else f"Training of {name}"
        case ("serving", name):
            return f"Batch {name}" if node.origin.path[:2] in scored else f"Endpoint {name}"
        case ("datasets", _):
            return "Data"
        case ("platform", "alerts" | "dashboard") | ("budget",):
            return "What people are told"
        case ("platform", _):
            return "The image that trains and serves"
        case _:
            return (
                "The account" if node.address.type == "aws.CallerIdentity" else "The bucket for data, code and models"
            )


def _endpoints(graph: Graph) -> dict[str, object]:
    nodes = [node for node in graph.nodes if isinstance(node, Endpoint)]
    queues = {
        node.address.name: {"requests": requests_of(node.address.name), "answers": node.queue.answers}
        for node in graph.nodes
        if isinstance(node, EndpointConfiguration) and node.queue
    }
    return {
        node.address.name: {
            "name": Ref(node.address, "name"),
            "arn": Ref(node.address, "arn"),
            **queues.get(node.address.name, {}),
        }
        for node in nodes
    }


def _model(job: TrainingJob) -> dict[str, object]:
    name = Ref(job.address, "training_job_name")
    artifact = Join(("s3://", BUCKET_NAME, f"/models/{job.job.model}/", name, "/output/model.tar.gz"))
    return {"training_job": name, "artifact": artifact}
