"""Lowering of one serving target: role, log group, model, configuration, alarms, endpoint and scaling."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import AccessNode, Role, RolePolicy
from compiler.targets.aws.nodes.hosting import (
    Endpoint,
    EndpointConfiguration,
    HostingNode,
    LogGroup,
    Model,
    ScalingPolicy,
    ScalingTarget,
)
from compiler.targets.aws.policies import hosting, trust_sagemaker
from compiler.targets.aws.rollout import lower_alarms, lower_rollout
from compiler.targets.aws.settings import BUCKET_NAME, SERVED_CODE, Settings
from compiler.targets.aws.training import artifacts_prefix, job_address

# SageMaker asks that it stays the same over all updates of an endpoint.
VARIANT = "AllTraffic"


def endpoint_name(settings: Settings, name: str) -> str:
    """The stable name that clients call."""
    return physical(settings.resolved.project.project, settings.resolved.environment, name)


def lower_serving(settings: Settings, name: str) -> Iterator[AccessNode | HostingNode]:
    """All resources of one serving target."""
    serving = settings.resolved.project.serving[name]
    endpoint = endpoint_name(settings, name)
    at: ConfigPath = ("serving", name)
    role, policy = _access(settings, name)
    yield from (role, policy)
    retention: ConfigPath = ("platform", "log_retention_days")
    logs = LogGroup(
        Address("cloudwatch.LogGroup", name),
        settings.tagged(at, {"retentionInDays": retention}),
        f"/aws/sagemaker/Endpoints/{endpoint}",
        settings.resolved.project.platform.log_retention_days,
    )
    yield logs
    yield _model(settings, name, policy.address)
    yield _configuration(settings, name)
    alarms = tuple(lower_alarms(settings, name, endpoint, VARIANT))
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
        rollout=lower_rollout(serving.rollout),
        alarms=tuple(Ref(alarm.address, "name") for alarm in alarms),
        after=(logs.address,),
    )
    if serving.scale.max > serving.scale.min:
        yield from _scaling(settings, name)


def _access(settings: Settings, name: str) -> tuple[Role, RolePolicy]:
    project = settings.resolved.project
    origin = settings.tagged(("serving", name))
    allowed = settings.origin(("serving", name), policy=("platform", "region"))
    address = Address("iam.Role", f"{name}-endpoint")
    model = project.serving[name].model
    policy = hosting(settings.place, artifacts_prefix(model), endpoint_name(settings, name))
    role = Role(address, origin, f"Serves model {model} of project {project.project}", trust_sagemaker(settings.place))
    return role, RolePolicy(Address("iam.RolePolicy", f"{name}-endpoint"), allowed, Ref(address, "name"), policy)


def _model(settings: Settings, name: str, policy: Address) -> Model:
    at: ConfigPath = ("serving", name)
    model = settings.resolved.project.serving[name].model
    job = Ref(job_address(model), "training_job_name")
    return Model(
        address=Address("sagemaker.Model", name),
        origin=settings.tagged(
            at, {"primaryContainer": ("models", model), "primaryContainer.image": ("platform", "image")}
        ),
        role=Ref(Address("iam.Role", f"{name}-endpoint"), "arn"),
        image=settings.image,
        artifact=Join(("s3://", BUCKET_NAME, f"/{artifacts_prefix(model)}", job, "/output/model.tar.gz")),
        # Our own WSGI module: nothing is installed when an instance starts, and bad requests are 4xx.
        environment={"PYTHONPATH": SERVED_CODE, "SAGEMAKER_SERVING_MODULE": "modelwright_sagemaker.serve:app"},
        after=(policy,),
    )


def _configuration(settings: Settings, name: str) -> EndpointConfiguration:
    at: ConfigPath = ("serving", name)
    serving = settings.resolved.project.serving[name]
    return EndpointConfiguration(
        address=Address("sagemaker.EndpointConfiguration", name),
        origin=settings.tagged(
            at,
            {
                "productionVariants": (*at, "scale"),
                "productionVariants[0].instanceType": ("platform", "compute", serving.compute, "serving_instance"),
                "productionVariants.compute": (*at, "compute"),
            },
        ),
        model=Ref(Address("sagemaker.Model", name), "name"),
        variant=VARIANT,
        instance=settings.resolved.project.platform.compute[serving.compute].serving_instance,
        # Every update starts at this count again, so it must not lie below the scaling minimum.
        count=serving.scale.min,
    )


def _scaling(settings: Settings, name: str) -> Iterator[HostingNode]:
    at: ConfigPath = ("serving", name, "scale")
    scale = settings.resolved.project.serving[name].scale
    endpoint = Ref(Address("sagemaker.Endpoint", name), "name")
    target = Address("appautoscaling.Target", name)
    yield ScalingTarget(
        address=target,
        origin=settings.tagged(at, {"minCapacity": (*at, "min"), "maxCapacity": (*at, "max")}),
        minimum=scale.min,
        maximum=scale.max,
        resource=Join(("endpoint/", endpoint, f"/variant/{VARIANT}")),
    )
    rps: ConfigPath = (*at, "target_rps")
    yield ScalingPolicy(
        address=Address("appautoscaling.Policy", name),
        origin=settings.origin(at, targetTrackingScalingPolicyConfiguration=rps),
        resource=Ref(target, "resource_id"),
        dimension=Ref(target, "scalable_dimension"),
        namespace=Ref(target, "service_namespace"),
        # AWS counts the requests of one instance per minute.
        requests=(scale.target_rps or 0.0) * 60.0,
    )
