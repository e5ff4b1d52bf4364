"""`serving:` how a model answers: mode, scale, rollout and monitors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compiler.model.spec.base import Duration, Flag, Int, Name, Number, Spec, Text, TriggerField


class Scale(Spec):
    """`target_rps` is what one instance is meant to carry, in requests per second; `target_backlog` how many requests
    may wait for one instance of an asynchronous endpoint.
    """

    min: Annotated[Int, Field(ge=0, le=1000)] = 1
    max: Annotated[Int, Field(ge=1, le=1000)] = 1
    target_rps: Annotated[Number, Field(gt=0)] | None = None
    target_backlog: Annotated[Number, Field(gt=0)] | None = None


class Serverless(Spec):
    """`memory_gb` is what one worker has; `concurrency` requests are answered at a time, and `provisioned` workers are
    kept warm.
    """

    memory_gb: Annotated[Int, Field(ge=1, le=6)] = 2
    concurrency: Annotated[Int, Field(ge=1, le=200)] = 20
    provisioned: Annotated[Int, Field(ge=1, le=200)] | None = None


class Asynchronous(Spec):
    """`concurrency` requests are worked on by one instance at a time; `notify` makes topics that tell of each answer
    and of each failure.
    """

    concurrency: Annotated[Int, Field(ge=1, le=1000)] = 4
    notify: Flag = True


class Batch(Spec):
    """Every file below the folder `input` is scored when `schedule` comes (cron's five fields, in UTC); the answers go
    below `output`, a folder of the project's own where there is none.
    """

    input: Text
    schedule: Text
    output: Text | None = None


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
    """What is watched on a served model: its data for `drift`, and conditions that raise an alarm at any time.

    `capture` is the percentage of requests that is kept with the answers.
    """

    drift: Drift | None = None
    capture: Annotated[Int, Field(ge=1, le=100)] | None = None
    alarms: tuple[TriggerField, ...] = ()


class VariantScale(Spec):
    """How many instances a variant has; `target_rps` as in `Scale`."""

    min: Annotated[Int, Field(ge=1, le=1000)] = 1
    max: Annotated[Int, Field(ge=1, le=1000)] = 1
    target_rps: Annotated[Number, Field(gt=0)] | None = None


class Variant(Spec):
    """Another model behind the same endpoint: it answers `percent` of the requests, or as a `shadow` sees a copy of
    them and answers nobody. `compute` is the serving target's where it is None.
    """

    model: Name
    percent: Annotated[Int, Field(ge=1, le=100)]
    shadow: Flag = False
    compute: Text | None = None
    scale: VariantScale = Field(default_factory=dict, validate_default=True)


class Serving(Spec):
    """`compute` names a profile of `conf/compute/`; `port` is for the local target only (0: any free one).

    `serverless`, `async` and `batch` are for the mode of that name.
    """

    model: Name
    mode: Literal["realtime", "serverless", "async", "batch"]
    compute: Text
    scale: Scale
    rollout: Rollout
    serverless: Serverless = Field(default_factory=dict, validate_default=True)
    asynchronous: Asynchronous = Field(default_factory=dict, validate_default=True, alias="async")
    batch: Batch | None = None
    variants: dict[Name, Variant] = Field(default_factory=dict)
    monitor: Monitor | None = None
    port: Annotated[Int, Field(ge=0, le=65535)] = 0

    @property
    def models(self) -> tuple[str, ...]:
        """All that answer, the serving target's own first."""
        return tuple(dict.fromkeys((self.model, *(variant.model for variant in self.variants.values()))))
