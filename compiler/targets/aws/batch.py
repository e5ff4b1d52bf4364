"""Lowering of one serving target that scores files on a schedule: model, pipeline with a transform, schedule, roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compiler.model.cron import parse_cron
from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import Document, External, transforming, trust_sagemaker
from compiler.targets.aws.access.policies_retraining import running_transforms, starting_pipeline, trust_scheduler
from compiler.targets.aws.images import has_nvme
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import AccessNode, Role, RolePolicy
from compiler.targets.aws.nodes.hosting import Model
from compiler.targets.aws.nodes.retraining import Parameter, Pipeline, RetrainingNode, Schedule
from compiler.targets.aws.pipelines import BUCKET, step, transform_request
from compiler.targets.aws.registries import partition
from compiler.targets.aws.roles import lower_role
from compiler.targets.aws.scheduling import in_eventbridge
from compiler.targets.aws.serving import lower_model
from compiler.targets.aws.settings import BUCKET_NAME, Settings
from compiler.targets.aws.training import artifacts_prefix
from compiler.targets.aws.variants import placed

if TYPE_CHECKING:
    from compiler.model.spec.serving import Batch

_MODEL = "Model"


def lower_batch(settings: Settings, name: str) -> Iterator[AccessNode | Model | RetrainingNode]:
    """All resources of one."""
    batch, at = _batch(settings, name), ("serving", name)
    trusted, own = trust_sagemaker(settings.place), f"of project {settings.resolved.project.project}"
    role, policy = _access(
        settings, name, "transform", f"Scores files for {name} {own}", trusted, _scoring(settings, name)
    )
    yield from (role, policy)
    model = lower_model(settings, placed(settings.resolved, name)[0], role.address, policy.address)
    yield model
    running = running_transforms(settings.place)
    role, policy = _access(settings, name, "batch-pipeline", f"Runs the transforms of {name} {own}", trusted, running)
    yield from (role, policy)
    pipeline = _pipeline(settings, name, Ref(role.address, "arn"), policy.address)
    yield pipeline
    starting, scheduler = starting_pipeline(Ref(pipeline.address, "arn")), trust_scheduler(settings.place)
    role, policy = _access(
        settings, name, "batch-schedule", f"Starts the transforms of {name} {own}", scheduler, starting
    )
    yield from (role, policy)
    expression = in_eventbridge(parse_cron(batch.schedule))
    assert expression is not None, "check_schedules lets no other pass"
    when: ConfigPath = (*at, "batch", "schedule")
    yield Schedule(
        address=Address("scheduler.Schedule", f"{name}-batch"),
        origin=settings.origin(when, scheduleExpression=when),
        description=f"Scores files for {name} {own}",
        expression=expression,
        pipeline=Ref(pipeline.address, "arn"),
        role=Ref(role.address, "arn"),
        parameters=tuple(Parameter(key, value) for key, value in _parameters(batch, model).items()),
        lineage=False,
        after=(policy.address,),
    )


def _batch(settings: Settings, name: str) -> Batch:
    batch = settings.resolved.project.serving[name].batch
    assert batch is not None, "check_serving lets no other pass"
    return batch


def _answers(name: str) -> str:
    """Where answers go, below the bucket, unless the spec says another place."""
    return f"batch/{name}/"


def _external(settings: Settings, place: str) -> External:
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    return External(f"arn:{partition(settings.region)}:s3:::{bucket}", prefix)


def _scoring(settings: Settings, name: str) -> Document:
    batch, model = _batch(settings, name), settings.resolved.project.serving[name].model
    target = _answers(name) if batch.output is None else _external(settings, batch.output)
    return transforming(settings.place, artifacts_prefix(model), _external(settings, batch.input), target)


def _access(
    settings: Settings, name: str, what: str, description: str, trust: Document, policy: Document
) -> tuple[Role, RolePolicy]:
    address, at = Address("iam.Role", f"{name}-{what}"), ("serving", name)
    role = lower_role(settings, address.name, at, description, trust)
    allowed = settings.origin(at, policy=(*at, "batch"), region=("platform", "region"))
    return role, RolePolicy(Address("iam.RolePolicy", address.name), allowed, Ref(address, "name"), policy)


def _parameters(batch: Batch, model: Model) -> dict[str, Ref]:
    own = {BUCKET: BUCKET_NAME} if batch.output is None else {}
    return {**own, _MODEL: Ref(model.address, "name")}


def _pipeline(settings: Settings, name: str, role: Ref, policy: Address) -> Pipeline:
    batch, project = _batch(settings, name), settings.resolved.project
    instance = project.platform.compute[project.serving[name].compute].serving_instance
    own = Join(("s3://", BUCKET_NAME, f"/{_answers(name)}"))
    arguments = transform_request(
        model=_MODEL,
        source=batch.input,
        target=own if batch.output is None else batch.output,
        instance=instance,
        keys=(project.platform.kms_key, None if has_nvme(instance) else project.platform.kms_key),
        tags=settings.tags,
    )
    names = [BUCKET, _MODEL] if batch.output is None else [_MODEL]
    at: ConfigPath = ("serving", name)
    carried: dict[str, ConfigPath] = {
        "pipelineDefinition": (*at, "batch"),
        "pipelineDefinition.input": (*at, "batch", "input"),
        "pipelineDefinition.output": (*at, "batch", "output"),
        "pipelineDefinition.compute": (*at, "compute"),
        "pipelineDefinition.instance": ("platform", "compute", project.serving[name].compute, "serving_instance"),
        "pipelineDefinition.kms_key": ("platform", "kms_key"),
    }
    return Pipeline(
        address=Address("sagemaker.Pipeline", f"{name}-batch"),
        origin=settings.tagged(at, carried),
        name=physical(project.project, settings.resolved.environment, f"{name}-batch"),
        description=f"Scores the files that stand in a folder, for {name}",
        role=role,
        definition=f"pipelines/{name}-batch.json",
        parameters=tuple({"Name": parameter, "Type": "String"} for parameter in names),
        steps=(step("score", "Transform", arguments),),
        instance=instance,
        max_runtime=None,
        fingerprint=None,
        after=(policy,),
    )
