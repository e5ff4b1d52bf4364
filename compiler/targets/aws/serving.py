"""Lowering of one serving target: role, log group, topics, model, configuration, alarms, endpoint and scaling."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import Queued, hosting, trust_sagemaker
from compiler.targets.aws.images import has_nvme
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import AccessNode, Role, RolePolicy
from compiler.targets.aws.nodes.hosting import (
    Capture,
    Endpoint,
    EndpointConfiguration,
    HostingNode,
    LogGroup,
    Model,
    Serverless,
    Variant,
)
from compiler.targets.aws.nodes.watching import Topic
from compiler.targets.aws.pretrained import (
    engine_place,
    folder_read,
    lower_engine,
    lower_pretrained,
    served_pretrained,
)
from compiler.targets.aws.queues import answers_prefix, lower_queue, lower_topics, requests_prefix
from compiler.targets.aws.retraining import approved_setting, is_scheduled
from compiler.targets.aws.roles import lower_role
from compiler.targets.aws.rollout import lower_alarms, lower_rollout
from compiler.targets.aws.scaling import lower_scaling
from compiler.targets.aws.settings import BUCKET_NAME, SERVED, Settings
from compiler.targets.aws.training import artifacts_prefix, job_address
from compiler.targets.aws.variants import Placed, answering, placed


def endpoint_name(settings: Settings, name: str) -> str:
    """The stable name that clients call."""
    return physical(settings.resolved.project.project, settings.resolved.environment, name)


def lower_serving(settings: Settings, name: str) -> Iterator[AccessNode | HostingNode | Topic]:
    """All resources of one serving target."""
    serving = settings.resolved.project.serving[name]
    endpoint = endpoint_name(settings, name)
    at: ConfigPath = ("serving", name)
    topics = tuple(lower_topics(settings, name)) if serving.mode == "async" else ()
    yield from topics
    role, policy = _access(settings, name, topics)
    yield from (role, policy)
    retention: ConfigPath = ("platform", "log_retention_days")
    logs = LogGroup(
        Address("cloudwatch.LogGroup", name),
        settings.tagged(at, {"retentionInDays": retention}),
        f"/aws/sagemaker/Endpoints/{endpoint}",
        settings.resolved.project.platform.log_retention_days,
        settings.tags,
    )
    yield logs
    pretrained = served_pretrained(settings, name)
    if pretrained is not None:
        yield lower_pretrained(settings, name, pretrained, role.address, policy.address)
    else:
        for variant in placed(settings.resolved, name):
            yield lower_model(settings, variant, role.address, policy.address)
    yield _configuration(settings, name, topics)
    answers = answering(settings.resolved, name)
    alarms = tuple(alarm for variant in answers for alarm in lower_alarms(settings, name, endpoint, variant))
    yield from alarms
    yield Endpoint(
        address=Address("sagemaker.Endpoint", name),
        origin=settings.tagged(
            at,
            {"deploymentConfig": (*at, "rollout"), "endpointConfigName": at, "protect": ("platform", "protect")},
        ),
        protect=settings.resolved.project.platform.protect,
        name=endpoint,
        configuration=Ref(Address("sagemaker.EndpointConfiguration", name), "name"),
        rollout=lower_rollout(serving.rollout, pretrained.runtime.startup if pretrained else 0),
        alarms=tuple(Ref(alarm.address, "name") for alarm in alarms),
        after=(logs.address,),
    )
    for variant in answers:
        yield from lower_scaling(settings, name, variant)


def _access(settings: Settings, name: str, topics: tuple[Topic, ...]) -> tuple[Role, RolePolicy]:
    project = settings.resolved.project
    queued = None
    if project.serving[name].mode == "async":
        told = tuple(Ref(topic.address, "arn") for topic in topics)
        queued = Queued(requests_prefix(name), answers_prefix(name), told)
    allowed = settings.origin(("serving", name), policy=("platform", "region"))
    address = Address("iam.Role", f"{name}-endpoint")
    models, pretrained = project.serving[name].models, served_pretrained(settings, name)
    place = engine_place(settings, pretrained) if pretrained else settings.place
    artifacts = folder_read(settings, pretrained) if pretrained else [artifacts_prefix(model) for model in models]
    policy = hosting(place, artifacts, endpoint_name(settings, name), queued, _captured(settings, name))
    served = f"model {models[0]}" if len(models) == 1 else f"models {', '.join(models)}"
    described = f"Serves {served} of project {project.project}"
    role = lower_role(settings, address.name, ("serving", name), described, trust_sagemaker(settings.place))
    return role, RolePolicy(Address("iam.RolePolicy", f"{name}-endpoint"), allowed, Ref(address, "name"), policy)


def _captured(settings: Settings, name: str) -> str | None:
    """Where requests and answers are kept, below the bucket; None where they are not."""
    monitor = settings.resolved.project.serving[name].monitor
    return f"captured/{name}/" if monitor and monitor.capture else None


def _capture(settings: Settings, name: str) -> Capture | None:
    monitor, prefix = settings.resolved.project.serving[name].monitor, _captured(settings, name)
    if monitor is None or monitor.capture is None or prefix is None:
        return None
    return Capture(monitor.capture, Join(("s3://", BUCKET_NAME, f"/{prefix}")))


def lower_model(settings: Settings, variant: Placed, role: Address, policy: Address) -> Model:
    """What serves, with `role`: the artifact of the model's training job, or of an approved version."""
    model = variant.model
    environment = dict(SERVED)
    if settings.resolved.project.serving[str(variant.at[1])].mode == "serverless":
        # A worker has one model's memory, whatever number of processors it says it has.
        environment["SAGEMAKER_MODEL_SERVER_WORKERS"] = "1"
    job = Ref(job_address(model), "training_job_name")
    return Model(
        address=Address("sagemaker.Model", variant.part),
        origin=settings.tagged(
            variant.at,
            {
                "primaryContainer": ("models", model),
                "primaryContainer.image": ("platform", "image"),
                "vpcConfig": ("platform", "network"),
                "enableNetworkIsolation": ("platform", "network", "isolation"),
            },
        ),
        role=Ref(role, "arn"),
        image=settings.image,
        artifact=Join(("s3://", BUCKET_NAME, f"/{artifacts_prefix(model)}", job, "/output/model.tar.gz")),
        approved=approved_setting(model) if is_scheduled(settings, model) else None,
        environment=environment,
        network=settings.network,
        isolation=settings.resolved.project.platform.network.isolation,
        after=(policy,),
    )


def _configuration(settings: Settings, name: str, topics: tuple[Topic, ...]) -> EndpointConfiguration:
    at: ConfigPath = ("serving", name)
    serving = settings.resolved.project.serving[name]
    address, variants = Address("sagemaker.EndpointConfiguration", name), placed(settings.resolved, name)
    own = variants[0]
    if serving.mode == "serverless":
        size = serving.serverless
        workers = Serverless(size.memory_gb * 1024, size.concurrency, size.provisioned)
        origin = settings.tagged(at, {"productionVariants": (*at, "serverless")})
        variant = Variant(own.name, _served(own), serverless=workers)
        return EndpointConfiguration(address, origin, (variant,), (), None, None, None)
    answers, shadows = answering(settings.resolved, name), tuple(item for item in variants if item.shadow)
    carried = {
        **_carried("productionVariants", answers),
        **_carried("shadowProductionVariants", shadows),
        "kmsKeyArn": ("platform", "kms_key"),
        "dataCaptureConfig": (*at, "monitor", "capture"),
    }
    queue = None
    if serving.mode == "async":
        carried["asyncInferenceConfig"] = (*at, "async")
        queue = lower_queue(settings, name, topics)
    platform = settings.resolved.project.platform
    pretrained = served_pretrained(settings, name)
    if pretrained is not None:
        waited = "productionVariants[0].containerStartupHealthCheckTimeoutInSeconds"
        carried[waited] = ("models", serving.model, "runtime", "startup")
    return EndpointConfiguration(
        address=address,
        origin=settings.tagged(at, carried),
        variants=tuple(_variant(item) for item in answers),
        shadows=tuple(_variant(item) for item in shadows),
        queue=queue,
        capture=_capture(settings, name),
        # The disks of instances that keep their data on NVMe are encrypted by the hardware, and take no key.
        kms_key=None if has_nvme(own.instance) else platform.kms_key,
        engine=lower_engine(settings, name, pretrained) if pretrained else None,
    )


def _served(variant: Placed) -> Ref:
    return Ref(Address("sagemaker.Model", variant.part), "name")


def _variant(variant: Placed) -> Variant:
    # Every update starts at this count again, so it must not lie below the scaling minimum; it cannot be 0.
    count = max(1, variant.minimum)
    return Variant(variant.name, _served(variant), variant.instance, count, weight=variant.weight)


def _carried(key: str, variants: tuple[Placed, ...]) -> dict[str, ConfigPath]:
    """Where what stands below an input comes from."""
    carried: dict[str, ConfigPath] = {}
    for index, variant in enumerate(variants):
        carried[key if index == 0 else f"{key}[{index}]"] = variant.scale if variant.weight is None else variant.at
        carried[f"{key}[{index}].instanceType"] = ("platform", "compute", variant.compute, "serving_instance")
        carried[key + (f"[{index}]" if index else "") + ".compute"] = (*variant.at, "compute")
    return carried
