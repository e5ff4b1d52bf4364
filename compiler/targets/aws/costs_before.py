"""The graph as the state has it, as far as it is billed all the time: what a plan's cost is compared with.

Only what differs is known of a resource that stays, so old values are laid over the new node. A new type of node that
is billed by the month gets a function in `_BEFORE`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from compiler.model.graph import Graph, Join, Node, Origin, Ref
from compiler.model.plan import Action, Step
from compiler.source.address import Address
from compiler.source.location import Location
from compiler.targets.aws.nodes.hosting import (
    Endpoint,
    EndpointConfiguration,
    MetricAlarm,
    Rollout,
    ScalingTarget,
    Serverless,
    Variant,
)
from compiler.targets.aws.nodes.retraining import Pipeline, Schedule
from compiler.targets.aws.nodes.watching import Dashboard
from compiler.targets.aws.scheduling import often_comes
from compiler.targets.aws.variants import OWN


class _Unreadable(Exception):
    """A number of the state that is none, or that neither the state nor the graph knows."""


_GONE = Origin(Location("", 0, 0), ())


def aws_before(graph: Graph, steps: Sequence[Step]) -> Graph | None:
    """`graph` without what is made, with what goes, and as things were; None where that cannot be told."""
    nodes = {node.address: node for node in graph.nodes}
    try:
        for step in steps:
            known = nodes.pop(step.address, None) if step.action is Action.CREATE else nodes.get(step.address)
            restore = _BEFORE.get(step.address.type)
            if restore and step.action in (Action.UPDATE, Action.REPLACE, Action.DELETE):
                nodes[step.address] = restore(step, known)
    except _Unreadable:
        return None
    used = [node.configuration.address for node in nodes.values() if isinstance(node, Endpoint)]
    started = [node.pipeline.address for node in nodes.values() if isinstance(node, Schedule)]
    whole = all(isinstance(nodes.get(address), EndpointConfiguration) for address in used)
    whole = whole and all(isinstance(nodes.get(address), Pipeline) for address in started)
    return replace(graph, nodes=tuple(nodes.values())) if whole else None


def _old(step: Step, path: str, now: object) -> Any:
    """The value at `path` before the step; `now` where it does not change."""
    for change in step.changes:
        if change.path == path:
            return change.old
        if path.startswith((f"{change.path}[", f"{change.path}.")):
            value = change.old
            for index, key in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path[len(change.path) :]):
                if index:
                    value = value[int(index)] if isinstance(value, (list, tuple)) and len(value) > int(index) else None
                else:
                    value = value.get(key) if isinstance(value, Mapping) else None
            return value
    return now


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise _Unreadable(value) from error


def _configuration(step: Step, node: EndpointConfiguration | None) -> EndpointConfiguration:
    return EndpointConfiguration(
        address=step.address,
        origin=_GONE,
        variants=_variants(step, "productionVariants", node.variants if node else ()),
        shadows=_variants(step, "shadowProductionVariants", node.shadows if node else ()),
        queue=node.queue if node else None,
        capture=None,
        kms_key=None,
    )


def _variants(step: Step, key: str, now: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Those that there were: by the list as it was, or by what differs from today's."""
    known: dict[int, Variant | None] = dict(enumerate(now))
    for change in step.changes:
        if change.path == key:
            old = change.old if isinstance(change.old, (list, tuple)) else ()
            known = {index: known.get(index) for index in range(len(old))}
        elif found := re.match(rf"{key}\[(\d+)\]", change.path):
            known.setdefault(int(found[1]), None)
    added = {change.path for change in step.changes if change.old is None}
    kept = [index for index in sorted(known) if f"{key}[{index}]" not in added]
    return tuple(_variant(step, f"{key}[{index}]", known[index]) for index in kept)


def _variant(step: Step, at: str, now: Variant | None) -> Variant:
    workers = now.serverless if now else None
    memory = _old(step, f"{at}.serverlessConfig.memorySizeInMb", workers.memory if workers else None)
    warm = _old(step, f"{at}.serverlessConfig.provisionedConcurrency", workers.provisioned if workers else None)
    name = _old(step, f"{at}.variantName", None) or (now.name if now else OWN)
    instance = _old(step, f"{at}.instanceType", now.instance if now else None)
    count = _old(step, f"{at}.initialInstanceCount", now.count if now else None)
    serverless = None if memory is None else Serverless(_number(memory), 0, None if warm is None else _number(warm))
    number = None if serverless else _number(count)
    model = Ref(Address("sagemaker.Model", step.address.name), "name")
    return Variant(str(name), model, instance, number, serverless)


def _endpoint(step: Step, node: Endpoint | None) -> Endpoint:
    configuration = Ref(Address("sagemaker.EndpointConfiguration", step.address.name), "name")
    rollout = Rollout("ALL_AT_ONCE", 100, 0, 0, 0)
    return node or Endpoint(step.address, _GONE, False, "", configuration, rollout, (), ())


def _scaling(step: Step, node: ScalingTarget | None) -> ScalingTarget:
    low = _old(step, "minCapacity", node.minimum if node else None)
    high = _old(step, "maxCapacity", node.maximum if node else None)
    if node:
        return replace(node, origin=_GONE, minimum=_number(low), maximum=_number(high))
    variant = str(_old(step, "resourceId", OWN)).rpartition("/")[2]
    resource = Join((Ref(Address("sagemaker.Endpoint", step.address.name.removesuffix(f"-{variant}")), "name"),))
    return ScalingTarget(step.address, _GONE, variant, _number(low), _number(high), resource)


def _alarm(step: Step, node: MetricAlarm | None) -> MetricAlarm:
    period = _number(_old(step, "period", node.period if node else None))
    return MetricAlarm(step.address, _GONE, "", "", None, None, 0.0, period, 1, {})


def _dashboard(step: Step, node: Dashboard | None) -> Dashboard:
    return node or Dashboard(step.address, _GONE, "", {})


def _pipeline(step: Step, node: Pipeline | None) -> Pipeline:
    text = _old(step, "pipelineDefinition", None)
    if text is None and node:
        return node
    try:
        first = json.loads(text)["Steps"][0]["Arguments"]
        instance = first.get("ResourceConfig", first.get("TransformResources"))["InstanceType"]
        runtime = first["StoppingCondition"]["MaxRuntimeInSeconds"] if "StoppingCondition" in first else None
    except (TypeError, ValueError, LookupError) as error:
        raise _Unreadable(text) from error
    role = Ref(Address("iam.Role", step.address.name), "arn")
    longest = None if runtime is None else _number(runtime)
    return Pipeline(step.address, _GONE, "", "", role, "", (), (), instance, longest, None, ())


def _schedule(step: Step, node: Schedule | None) -> Schedule:
    expression = _old(step, "scheduleExpression", node.expression if node else None)
    try:
        often_comes(expression)
    except (AttributeError, ValueError) as error:
        raise _Unreadable(expression) from error
    pipeline = Ref(Address("sagemaker.Pipeline", step.address.name), "arn")
    return Schedule(step.address, _GONE, "", expression, pipeline, pipeline, (), False, ())


_BEFORE: Mapping[str, Callable[[Step, Any], Node]] = {
    "sagemaker.EndpointConfiguration": _configuration,
    "sagemaker.Endpoint": _endpoint,
    "appautoscaling.Target": _scaling,
    "cloudwatch.MetricAlarm": _alarm,
    "cloudwatch.Dashboard": _dashboard,
    "sagemaker.Pipeline": _pipeline,
    "scheduler.Schedule": _schedule,
}
