"""What AWS would refuse of the variants of an endpoint: resolved spec -> diagnostics."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.targets.aws.images import has_nvme
from compiler.targets.aws.rollout import triggers
from compiler.targets.aws.told import found
from compiler.targets.aws.variants import Placed, answering, placed

# CreateEndpointConfig and AutoRollbackConfig in https://docs.aws.amazon.com/sagemaker/latest/APIReference
_MOST, _MOST_ALARMS = 10, 10
_STEPS = ("canary", "linear")


def check_variants(resolved: Resolved) -> Iterator[Diagnostic]:
    """G027: which variants stand behind one endpoint. G008, G012: how they grow and roll out."""
    for name, serving in resolved.project.serving.items():
        if serving.mode == "realtime" and serving.variants:
            variants = placed(resolved, name)
            yield from _check_company(resolved, name, variants)
            yield from _check_key(resolved, variants)
            yield from _check_rollout(resolved, name)
            for variant in variants[1:]:
                yield from _check_scale(resolved, variant)


def _check_company(resolved: Resolved, name: str, variants: tuple[Placed, ...]) -> Iterator[Diagnostic]:
    at = ("serving", name, "variants")
    for variant in variants:
        if variant.model in resolved.pretrained:
            summary = f"`{variant.model}` is a language model, which has an endpoint of its own"
            yield found(resolved, "G027", summary, (*variant.at, "model"), "serve it by a target of its own")
    if len(variants) > _MOST:
        summary = f"`{name}` has {len(variants)} variants with its own model, and SageMaker takes {_MOST}"
        yield found(resolved, "G027", summary, at, f"keep {_MOST - 1} at most")
    for variant in variants:
        if variant.shadow and len(variants) > 2:
            summary = f"`{variant.name}` is a shadow, and SageMaker takes one beside a single model that answers"
            hint = "keep the shadow or the others"
            yield found(resolved, "G027", summary, (*variant.at, "shadow"), hint)
    alarms = len(answering(resolved, name)) * len(triggers(resolved, name))
    if alarms > _MOST_ALARMS:
        summary = f"an update of `{name}` would be watched by {alarms} alarms, and SageMaker takes {_MOST_ALARMS}"
        yield found(resolved, "G027", summary, at, "each variant is watched for each condition: drop some of them")


def _check_key(resolved: Resolved, variants: tuple[Placed, ...]) -> Iterator[Diagnostic]:
    """A configuration has one key, or none as soon as one of its instances takes none."""
    if resolved.project.platform.kms_key is None or len({has_nvme(variant.instance) for variant in variants}) == 1:
        return
    odd = next(variant for variant in variants[1:] if has_nvme(variant.instance) != has_nvme(variants[0].instance))
    summary = f"the disks of `{odd.instance}` and `{variants[0].instance}` cannot have one key"
    hint = "NVMe disks take none, and the others would stay without it: choose instances of one kind"
    yield found(resolved, "G027", summary, (*odd.at, "compute"), hint)


def _check_rollout(resolved: Resolved, name: str) -> Iterator[Diagnostic]:
    strategy, at = resolved.project.serving[name].rollout.strategy, ("serving", name, "rollout", "strategy")
    if strategy == "rolling":
        summary = f"SageMaker rolls no endpoint with variants, and `{name}` has some"
        yield found(resolved, "G012", summary, at, "use `all_at_once`, `canary` or `linear`")
    for variant in answering(resolved, name)[1:]:
        if strategy in _STEPS and variant.minimum < 2:
            summary = f"a `{strategy}` rollout moves part of the instances, and `{variant.name}` may have only one"
            hint = "set its `scale.min` to 2 or more, or use `all_at_once`"
            yield found(resolved, "G012", summary, (*variant.scale, "min"), hint)


def _check_scale(resolved: Resolved, variant: Placed) -> Iterator[Diagnostic]:
    if variant.maximum == variant.minimum:
        return
    if variant.shadow:
        summary = f"`{variant.name}` is a shadow: it has as many instances at all times"
        yield found(resolved, "G027", summary, (*variant.scale, "max"), f"set it to {variant.minimum}, as `min`")
    elif variant.target_rps is None:
        summary = f"`{variant.name}` may grow to {variant.maximum} instances, but nothing says when"
        hint = "add `target_rps`, the requests per second that one instance is meant to carry"
        yield found(resolved, "G008", summary, (*variant.scale, "max"), hint)
