"""Lowering of a model's scheduled retraining: registry, pipeline, schedule, their roles, and who hears of a version."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.cron import parse_cron
from compiler.model.graph import Ref, references
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import Document, trust_sagemaker
from compiler.targets.aws.access.policies_retraining import running_pipeline, starting_pipeline, trust_scheduler
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import AccessNode, Role, RolePolicy
from compiler.targets.aws.nodes.retraining import (
    EventRule,
    EventTarget,
    ModelPackageGroup,
    Parameter,
    Pipeline,
    RetrainingNode,
    Schedule,
)
from compiler.targets.aws.nodes.training import TrainingJob
from compiler.targets.aws.pipelines import (
    REGISTER,
    TRAIN,
    declared,
    parameters_of,
    register_request,
    step,
    train_request,
)
from compiler.targets.aws.roles import lower_role
from compiler.targets.aws.scheduling import in_eventbridge
from compiler.targets.aws.settings import Settings
from compiler.targets.aws.training import artifacts_prefix
from compiler.targets.job import definition_inputs

ALERTS = Address("sns.Topic", "alerts")
_TOLD = ["PendingManualApproval", "Approved"]


def is_scheduled(settings: Settings, model: str) -> bool:
    """Whether a model is trained again without a change of the spec."""
    retrain = settings.resolved.project.models[model].retrain
    return retrain is not None and retrain.schedule is not None


def approved_setting(model: str) -> str:
    """The stack configuration with the artifact of the version that was approved."""
    return f"approved-{model}"


def lower_retraining(settings: Settings, job: TrainingJob) -> Iterator[AccessNode | RetrainingNode]:
    """Nothing for a model without a schedule; `job` is its training by `up`."""
    model = job.job.model
    if not is_scheduled(settings, model):
        return
    group = _group(settings, model)
    yield group
    role, policy = _access(settings, model, "pipeline", f"Trains and registers model {model}", _running(settings, job))
    yield from (role, policy)
    pipeline = _pipeline(settings, job, group, Ref(role.address, "arn"), policy.address)
    yield pipeline
    starting = starting_pipeline(Ref(pipeline.address, "arn"))
    role, policy = _access(settings, model, "schedule", f"Starts the pipeline of model {model}", starting)
    yield from (role, policy)
    yield _schedule(settings, job, Ref(role.address, "arn"), policy.address)


def _group(settings: Settings, model: str) -> ModelPackageGroup:
    origin = settings.tagged(("models", model, "retrain"), {"protect": ("platform", "protect")})
    return ModelPackageGroup(
        address=Address("sagemaker.ModelPackageGroup", model),
        origin=origin,
        protect=settings.resolved.project.platform.protect,
        name=_name(settings, model),
    )


def _name(settings: Settings, model: str) -> str:
    return physical(settings.resolved.project.project, settings.resolved.environment, model)


def _access(settings: Settings, model: str, what: str, description: str, policy: Document) -> tuple[Role, RolePolicy]:
    at: ConfigPath = ("models", model, "retrain")
    trust = trust_scheduler(settings.place) if what == "schedule" else trust_sagemaker(settings.place)
    address = Address("iam.Role", f"{model}-{what}")
    described = f"{description} of project {settings.resolved.project.project}"
    role = lower_role(settings, address.name, at, described, trust)
    allowed = settings.origin(at, policy=("platform", "region"))
    return role, RolePolicy(Address("iam.RolePolicy", address.name), allowed, Ref(address, "name"), policy)


def _running(settings: Settings, job: TrainingJob) -> Document:
    model = job.job.model
    return running_pipeline(settings.place, _name(settings, model), job.role, artifacts_prefix(model))


def _pipeline(settings: Settings, job: TrainingJob, group: ModelPackageGroup, role: Ref, policy: Address) -> Pipeline:
    model, resolved = job.job.model, settings.resolved
    at: ConfigPath = ("models", model, "retrain")
    fingerprint = job.name.rstrip("-").rpartition("-")[2]
    dataset = resolved.project.models[model].dataset
    file = resolved.files.data.get(dataset)
    lineage = {
        "project": resolved.project.project,
        "environment": resolved.environment,
        "data": file.digest if file else resolved.project.datasets[dataset].source,
        "fingerprint": fingerprint,
    }
    return Pipeline(
        address=Address("sagemaker.Pipeline", model),
        origin=settings.tagged(at, _carried(settings, job)),
        name=_name(settings, model),
        description=f"Trains {model} again, registers what passes its gates",
        role=role,
        definition=definition_file(model),
        parameters=declared(parameters_of(job)),
        steps=(
            step(TRAIN, "Training", train_request(job, settings.tags)),
            step(REGISTER, "RegisterModel", register_request(job, group.name, lineage)),
        ),
        instance=job.instance,
        max_runtime=job.max_runtime,
        fingerprint=fingerprint,
        after=(group.address, policy, *(item for item in references(job) if item.type == "s3.BucketObjectv2")),
    )


def definition_file(model: str) -> str:
    """Where the definition of a pipeline stands in the stack's folder."""
    return f"pipelines/{model}.json"


def _carried(settings: Settings, job: TrainingJob) -> dict[str, ConfigPath]:
    """Whatever makes the training job another one is in the definition."""
    of_job = {key.replace("trainingJobName", "pipelineDefinition"): path for key, path in job.origin.inputs.items()}
    own = {key: path for key, path in of_job.items() if key.startswith("pipelineDefinition")}
    return {**definition_inputs(settings.resolved, job.job.model, "pipelineDefinition"), **own}


def _schedule(settings: Settings, job: TrainingJob, role: Ref, policy: Address) -> Schedule:
    model = job.job.model
    retrain = settings.resolved.project.models[model].retrain
    assert retrain is not None and retrain.schedule is not None, "asked for only where there is one"
    expression = in_eventbridge(parse_cron(retrain.schedule))
    assert expression is not None, "check_schedules lets no other pass"
    at: ConfigPath = ("models", model, "retrain", "schedule")
    return Schedule(
        address=Address("scheduler.Schedule", model),
        origin=settings.origin(at, scheduleExpression=at),
        description=f"Trains model {model} of project {settings.resolved.project.project} again",
        expression=expression,
        pipeline=Ref(Address("sagemaker.Pipeline", model), "arn"),
        role=role,
        parameters=tuple(Parameter(name, value) for name, value in parameters_of(job).items()),
        lineage=True,
        after=(policy,),
    )


def lower_told(settings: Settings, model: str) -> Iterator[EventRule | EventTarget]:
    """Events of a model's registry, to the topic; nothing for a model without a schedule."""
    if not is_scheduled(settings, model):
        return
    at: ConfigPath = ("models", model, "retrain")
    group, rule = _name(settings, model), Address("cloudwatch.EventRule", f"{model}-registered")
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        "detail": {"ModelPackageGroupName": [group], "ModelApprovalStatus": list(_TOLD)},
    }
    yield EventRule(rule, settings.tagged(at), f"A version of model {model} waits for approval, or has it", pattern)
    values: dict[str, object] = {
        "version": "$.detail.ModelPackageVersion",
        "status": "$.detail.ModelApprovalStatus",
        "arn": "$.detail.ModelPackageArn",
    }
    # EventBridge takes text as JSON: in quotes.
    message = f'"{group}, version <version>: <status> (<arn>)"'
    target = Address("cloudwatch.EventTarget", rule.name)
    yield EventTarget(target, settings.origin(at), Ref(rule, "name"), Ref(ALERTS, "arn"), values, message)
