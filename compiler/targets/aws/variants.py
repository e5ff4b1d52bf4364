"""The variants of a serving target, its own model first: resolved spec -> what each is called and runs on."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.model.resolved import Resolved
from compiler.source.location import ConfigPath

OWN = "AllTraffic"
"""The variant of the target's own model. SageMaker asks that it stays the same over all updates of an endpoint."""
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """One variant: `name` is SageMaker's, `part` what its resources are called in the program.

    `weight` is its part of the traffic, 0 to 1; None where there is no other. `scale` is where the spec has its bounds.
    """

    name: str
    part: str
    model: str
    compute: str
    instance: str
    minimum: int
    maximum: int
    target_rps: float | None
    weight: float | None
    shadow: bool
    at: ConfigPath
    scale: ConfigPath


def placed(resolved: Resolved, name: str) -> tuple[Placed, ...]:
    """All of one serving target."""
    serving, profiles = resolved.project.serving[name], resolved.project.platform.compute
    at: ConfigPath = ("serving", name)
    shares = [variant.percent for variant in serving.variants.values() if not variant.shadow]
    weight = (_WHOLE - sum(shares)) / _WHOLE if serving.variants else None
    own = Placed(
        name=OWN,
        part=name,
        model=serving.model,
        compute=serving.compute,
        instance=profiles[serving.compute].serving_instance,
        minimum=serving.scale.min,
        maximum=serving.scale.max,
        target_rps=serving.scale.target_rps,
        weight=weight,
        shadow=False,
        at=at,
        scale=(*at, "scale"),
    )
    others = []
    for key, variant in serving.variants.items():
        compute = variant.compute or serving.compute
        path: ConfigPath = (*at, "variants", key)
        others.append(
            Placed(
                name=key,
                part=f"{name}-{key}",
                model=variant.model,
                compute=compute,
                instance=profiles[compute].serving_instance,
                minimum=variant.scale.min,
                maximum=variant.scale.max,
                target_rps=variant.scale.target_rps,
                weight=variant.percent / _WHOLE,
                shadow=variant.shadow,
                at=path,
                scale=(*path, "scale"),
            )
        )
    return (own, *others)


def answering(resolved: Resolved, name: str) -> tuple[Placed, ...]:
    """Those whose answers are somebody's: all but shadows."""
    return tuple(variant for variant in placed(resolved, name) if not variant.shadow)
