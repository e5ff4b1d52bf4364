"""A condition of the spec, such as `errors > 1%`, as a CloudWatch alarm."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.expressions import Trigger
from compiler.model.graph import Origin, Ref
from compiler.source.address import Address
from compiler.targets.aws.nodes.hosting import MetricAlarm

PERIOD, PERIODS = 60, 2
"""Seconds of a period, and how many of them a condition must be met in, one after the other."""


def lower_alarm(
    address: Address,
    origin: Origin,
    trigger: Trigger,
    dimensions: Mapping[str, object],
    description: str,
    actions: tuple[Ref, ...] = (),
) -> MetricAlarm:
    """Errors are those that the server is to blame for: a bad request must not set anything off."""
    errors = trigger.name == "errors"
    return MetricAlarm(
        address=address,
        origin=origin,
        description=description,
        metric="Invocation5XXErrors" if errors else "ModelLatency",
        statistic="Average" if errors else None,
        percentile=None if errors else trigger.name,
        # Errors are a share; AWS measures latency in microseconds.
        threshold=trigger.value if errors else trigger.value * 1000.0,
        period=PERIOD,
        periods=PERIODS,
        dimensions=dimensions,
        actions=actions,
    )
