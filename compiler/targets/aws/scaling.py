"""Lowering of autoscaling: by requests per instance, or by what waits, from zero instances where the spec says so."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.nodes.hosting import MetricAlarm, ScalingPolicy, ScalingTarget
from compiler.targets.aws.settings import Settings

ScalingNode = ScalingTarget | ScalingPolicy | MetricAlarm
# SageMaker's own advice for waking an endpoint that has no instance: two minutes in a row.
# https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
_PERIOD, _PERIODS = 60, 2


def lower_scaling(settings: Settings, name: str, variant: str) -> Iterator[ScalingNode]:
    """Target and policies of one endpoint; nothing where the number of instances is fixed or not ours to choose."""
    serving = settings.resolved.project.serving[name]
    at: ConfigPath = ("serving", name, "scale")
    if serving.mode == "serverless" or serving.scale.max == serving.scale.min:
        return
    endpoint = Ref(Address("sagemaker.Endpoint", name), "name")
    yield ScalingTarget(
        address=Address("appautoscaling.Target", name),
        origin=settings.tagged(at, {"minCapacity": (*at, "min"), "maxCapacity": (*at, "max")}),
        minimum=serving.scale.min,
        maximum=serving.scale.max,
        resource=Join(("endpoint/", endpoint, f"/variant/{variant}")),
    )
    if serving.mode == "async":
        yield _policy(settings, name, "target_backlog", backlog=serving.scale.target_backlog or 0.0)
    else:
        # AWS counts the requests of one instance per minute.
        yield _policy(settings, name, "target_rps", requests=(serving.scale.target_rps or 0.0) * 60.0)
    if serving.scale.min == 0:
        yield from _waking(settings, name, endpoint)


def _policy(
    settings: Settings, name: str, field: str, requests: float | None = None, backlog: float | None = None
) -> ScalingPolicy:
    at: ConfigPath = ("serving", name, "scale")
    target = Address("appautoscaling.Target", name)
    return ScalingPolicy(
        address=Address("appautoscaling.Policy", name),
        origin=settings.origin(at, targetTrackingScalingPolicyConfiguration=(*at, field)),
        resource=Ref(target, "resource_id"),
        dimension=Ref(target, "scalable_dimension"),
        namespace=Ref(target, "service_namespace"),
        endpoint=Ref(Address("sagemaker.Endpoint", name), "name"),
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
