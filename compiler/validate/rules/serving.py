"""Serving targets: scale, rollout and ports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_key, at_value, doubtful, sound_serving
from compiler.validate.words import names

if TYPE_CHECKING:
    from compiler.model.spec.serving import Scale, VariantScale

_WHOLE = 100


def scale(draft: Draft) -> Iterator[Diagnostic]:
    """V070: the smallest scale is not above the largest."""
    for name, serving in sound_serving(draft):
        scales: dict[ConfigPath, Scale | VariantScale] = {("serving", name, "scale"): serving.scale}
        for key, variant in serving.variants.items():
            scales["serving", name, "variants", key, "scale"] = variant.scale
        for path, scale in scales.items():
            low, high = scale.min, scale.max
            if low > high and not doubtful(draft, (*path, "max")):
                summary = f"`scale.min` is {low}, which is more than `scale.max`, {high}"
                yield at_value(draft.context, "V070", (*path, "min"), summary, f"raise `max` to {low}")


def variants(draft: Draft) -> Iterator[Diagnostic]:
    """V077: something is left for the model of the serving target itself."""
    for name, serving in sound_serving(draft):
        taken = sum(variant.percent for variant in serving.variants.values() if not variant.shadow)
        if taken >= _WHOLE:
            summary = f"the variants of `{name}` take {taken} percent, and leave nothing for model `{serving.model}`"
            hint = "lower `percent`, or serve the new model as `model`"
            yield at_key(draft.context, "V077", ("serving", name, "variants"), summary, hint)


def rollout(draft: Draft) -> Iterator[Diagnostic]:
    """V071: steps need a size and a wait. V072: a step without a condition protects nobody. V073: no dead settings."""
    for name, serving in sound_serving(draft):
        path, steps = ("serving", name, "rollout"), serving.rollout
        if steps.strategy in ("canary", "linear"):
            if missing := [field for field in ("percent", "bake") if getattr(steps, field) is None]:
                summary = f"a {steps.strategy} rollout needs {names(missing, 'and')}"
                yield at_key(draft.context, "V071", path, summary, "such as `percent: 10, bake: 10m`")
            if not steps.rollback_on:
                summary = f"a {steps.strategy} rollout without `rollback_on` would never roll back"
                hint = "add a condition, such as `rollback_on: [errors > 1%]`"
                yield at_key(draft.context, "V072", path, summary, hint)
        elif steps.strategy == "all_at_once" and steps.percent is not None:
            summary = "`percent` does nothing with strategy `all_at_once`: there is one step, of everything"
            hint = "remove `percent`, or write `strategy: canary`"
            yield at_key(draft.context, "V073", (*path, "percent"), summary, hint)


def modes(draft: Draft) -> Iterator[Diagnostic]:
    """V075: settings of another mode do nothing. V076: what is kept warm is part of what there is."""
    for name, serving in sound_serving(draft):
        for mode in ("serverless", "async", "batch"):
            path = ("serving", name, mode)
            if serving.mode != mode and draft.context.composed.sources.chain(path):
                summary = f"`{mode}` says how mode `{mode}` works, and `{name}` has `mode: {serving.mode}`"
                hint = f"remove it, or move it to the environments (`environments:`) that set `mode: {mode}`"
                yield at_key(draft.context, "V075", path, summary, hint)
        warm, most = serving.serverless.provisioned, serving.serverless.concurrency
        if warm is not None and warm > most:
            summary = f"{warm} workers would be kept warm, and `concurrency` allows {most}"
            path = ("serving", name, "serverless", "provisioned")
            yield at_value(draft.context, "V076", path, summary, f"raise `concurrency` to {warm}, or keep fewer warm")


def ports(draft: Draft) -> Iterator[Diagnostic]:
    """V074: a fixed port belongs to one serving target."""
    taken: dict[int, str] = {}
    for name, serving in sound_serving(draft):
        if serving.port and (first := taken.setdefault(serving.port, name)) != name:
            summary = f"port {serving.port} is taken by serving target `{first}`"
            path = ("serving", name, "port")
            yield at_value(draft.context, "V074", path, summary, "write another port, or leave it out for any free one")
