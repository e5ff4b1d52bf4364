"""Lowering of autoscaling: by requests per instance, or by what waits, from zero instances where the spec says so."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.nodes.hosting import MetricAlarm, ScalingPolicy, ScalingTarget
from compiler.targets.aws.settings import Settings
from compiler.targets.aws.variants import Placed

ScalingNode = ScalingTarget | ScalingPolicy | MetricAlarm
# SageMaker's own advice for waking an endpoint that has no instance: two minutes in a row.
# https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
_PERIOD, _PERIODS = 60, 2


def lower_scaling(settings: Settings, name: str, variant: Placed) -> Iterator[ScalingNode]:
    """Target and policies of one variant; nothing where the number of instances is fixed or not ours to choose."""
    serving = settings.resolved.project.serving[name]
    at = variant.scale
    if serving.mode == "serverless" or variant.maximum == variant.minimum:
        return
    endpoint = Ref(Address("sagemaker.Endpoint", name), "name")
    yield ScalingTarget(
        address=Address("appautoscaling.Target", variant.part),
        origin=settings.tagged(at, {"minCapacity": (*at, "min"), "maxCapacity": (*at, "max")}),
        variant=variant.name,
        minimum=variant.minimum,
        maximum=variant.maximum,
        resource=Join(("endpoint/", endpoint, f"/variant/{variant.name}")),
    )
    if serving.mode == "async":
        yield _policy(settings, variant, endpoint, "target_backlog", backlog=serving.scale.target_backlog or 0.0)
    else:
        # AWS counts the requests of one instance per minute.
        yield _policy(settings, variant, endpoint, "target_rps", requests=(variant.target_rps or 0.0) * 60.0)
    if variant.minimum == 0:
        yield from _waking(settings, name, endpoint)


def _policy(
    settings: Settings,
    variant: Placed,
    endpoint: Ref,
    field: str,
    requests: float | None = None,
    backlog: float | None = None,
) -> ScalingPolicy:
    target = Address("appautoscaling.Target", variant.part)
    return ScalingPolicy(
        address=Address("appautoscaling.Policy", variant.part),
        origin=settings.origin(variant.scale, targetTrackingScalingPolicyConfiguration=(*variant.scale, field)),
        resource=Ref(target, "resource_id"),
        dimension=Ref(target, "scalable_dimension"),
        namespace=Ref(target, "service_namespace"),
        endpoint=endpoint,
        requests=requests,
        backlog=backlog,
    )


def _waking(settings: Settings, name: str, endpoint: Ref) -> Iterator[ScalingNode]:
    """The backlog of no instance is not a number to track, so the first one is started by an alarm."""
    at: ConfigPath = ("serving", name, "scale", "min")
    target = Address("appautoscaling.Target", name)
    policy = ScalingPolicy(
        address=Address("appautoscaling.Policy", f"{name}-wake"),
        origin=settings.origin(at),
        resource=Ref(target, "resource_id"),
        dimension=Ref(target, "scalable_dimension"),
        namespace=Ref(target, "service_namespace"),
        endpoint=endpoint,
    )
    yield policy
    yield MetricAlarm(
        address=Address("cloudwatch.MetricAlarm", f"{name}-wake"),
        origin=settings.tagged(at),
        description="Starts an instance when requests wait and there is none",
        metric="HasBacklogWithoutCapacity",
        statistic="Average",
        percentile=None,
        threshold=0.0,
        period=_PERIOD,
        periods=_PERIODS,
        dimensions={"EndpointName": endpoint},
        actions=(Ref(policy.address, "arn"),),
    )
