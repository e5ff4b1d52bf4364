"""Lowering of a rollout: how traffic moves to a new version, and the alarms that take it back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compiler.model.expressions import Trigger, parse_trigger
from compiler.model.graph import Ref
from compiler.model.resolved import Resolved
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.alarms import PERIOD, PERIODS, lower_alarm
from compiler.targets.aws.nodes.hosting import MetricAlarm, Rollout
from compiler.targets.aws.settings import Settings
from compiler.targets.aws.variants import Placed

if TYPE_CHECKING:
    from compiler.model.spec.serving import Rollout as RolloutSpec

# AWS acts on alarms only, and adding the first alarm later would replace the endpoint: there is one from the start.
DEFAULT_TRIGGER = parse_trigger("errors > 5%")
_STRATEGIES = {"all_at_once": "ALL_AT_ONCE", "canary": "CANARY", "linear": "LINEAR", "rolling": "ROLLING"}
# Canary and linear rollouts say both themselves (V071).
_PERCENT = {"all_at_once": 100, "rolling": 50}
_BAKE_SECONDS = 300
_LIMIT_MARGIN = 1800
SHORTEST_BAKE = PERIOD * PERIODS
"""Seconds before which no alarm can have seen enough of a new version to take it back."""


def lower_rollout(rollout: RolloutSpec, startup: int = 0) -> Rollout:
    """The deployment's steps with every default filled in. Alarms act while AWS waits, so there is always a wait.

    `startup` are the seconds that a new instance may load its model for: a rolling update loads it in every step.
    """
    wait = _BAKE_SECONDS if rollout.bake is None else rollout.bake
    percent = _PERCENT[rollout.strategy] if rollout.percent is None else rollout.percent
    # A canary is two steps, whatever its size: the canary and the rest.
    steps = 2 if rollout.strategy == "canary" else math.ceil(100 / percent)
    waits = wait * steps
    loading = startup * (steps if rollout.strategy == "rolling" else 1)
    return Rollout(_STRATEGIES[rollout.strategy], percent, wait, waits, waits + _LIMIT_MARGIN + loading)


def triggers(resolved: Resolved, name: str) -> tuple[Trigger, ...]:
    """What takes an update of a serving target back."""
    return resolved.project.serving[name].rollout.rollback_on or (DEFAULT_TRIGGER,)


def lower_alarms(settings: Settings, name: str, endpoint: str, variant: Placed) -> Iterator[MetricAlarm]:
    """One alarm for each condition; they watch only the instances of the configuration that is being rolled out."""
    rollback_on = settings.resolved.project.serving[name].rollout.rollback_on
    at: ConfigPath = ("serving", name, "rollout", "rollback_on") if rollback_on else variant.at
    dimensions: dict[str, object] = {
        "EndpointName": endpoint,
        "VariantName": variant.name,
        "EndpointConfigName": Ref(Address("sagemaker.EndpointConfiguration", name), "name"),
    }
    for trigger in triggers(settings.resolved, name):
        origin = settings.tagged(at, {"threshold": at, "metricName": at})
        address = Address("cloudwatch.MetricAlarm", f"{variant.part}-{trigger.name}")
        yield lower_alarm(address, origin, trigger, dimensions, f"Rolls back an update when {trigger.text}")
