"""`serving:` how a model answers: mode, scale, rollout and monitors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compiler.model.spec.base import Duration, Int, Name, Number, Spec, Text, TriggerField


class Scale(Spec):
    """`target_rps` is what one instance is meant to carry, in requests per second."""

    min: Annotated[Int, Field(ge=0, le=1000)] = 1
    max: Annotated[Int, Field(ge=1, le=1000)] = 1
    target_rps: Annotated[Number, Field(gt=0)] | None = None


class Rollout(Spec):
    """How a new version takes over. `percent` of the fleet moves at a time, in all but `all_at_once`.

    `bake` is the wait after each step, during which `rollback_on` takes the version back; canary and linear need both.
    """

    strategy: Literal["all_at_once", "canary", "linear", "rolling"] = "all_at_once"
    percent: Annotated[Int, Field(ge=1, le=50)] | None = None
    bake: Duration | None = None
    rollback_on: tuple[TriggerField, ...] = ()


class Drift(Spec):
    """Population stability index or Kolmogorov-Smirnov statistic, per feature, above which the data has drifted."""

    metric: Literal["psi", "ks"] = "psi"
    threshold: Annotated[Number, Field(gt=0)] = 0.2


class Monitor(Spec):
    """What is watched on a served model."""

    drift: Drift | None = None


class Serving(Spec):
    """`compute` names a profile of `conf/compute/`; `port` is for the local target only (0: any free one)."""

    model: Name
    mode: Literal["realtime", "serverless", "async", "batch"]
    compute: Text
    scale: Scale
    rollout: Rollout
    monitor: Monitor | None = None
    port: Annotated[Int, Field(ge=0, le=65535)] = 0
