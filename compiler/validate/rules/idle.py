"""Settings that change nothing. What every environment shares may be idle in some of them, so that is not told."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.source.sourcemap import LayerKind
from compiler.validate.draft import (
    Context,
    Draft,
    at_key,
    at_value,
    milder,
    models_with_data,
    sound_models,
    sound_serving,
)
from compiler.validate.resolve import chosen_features

_HERE = (LayerKind.ENVIRONMENT, LayerKind.OVERRIDE)


def compute(draft: Draft) -> Iterator[Diagnostic]:
    """V128: a compute profile of the spec is used."""
    if draft.platform is None or None in draft.models.values() or None in draft.serving.values():
        return
    used = {model.train.compute for _, model in sound_models(draft)}
    used |= {serving.compute for _, serving in sound_serving(draft)}
    for profile in draft.platform.compute:
        path = ("platform", "compute", profile)
        if profile not in used and _meant_here(draft.context, path):
            summary = f"nothing uses the compute profile `{profile}`"
            yield _warning(
                draft.context, "V128", path, summary, "name it under `train.compute` or `serving`, or remove it"
            )


def preprocessing(draft: Draft) -> Iterator[Diagnostic]:
    """V134: there are features of the type that is preprocessed."""
    for name, model, dataset in models_with_data(draft):
        features = chosen_features(model, dataset)
        if not features or any(feature not in dataset.columns for feature in features):
            continue
        there = {"category" if dataset.columns[feature].type == "category" else "numeric" for feature in features}
        for group in ("numeric", "category"):
            path = ("models", name, "preprocess", group)
            if group not in there and draft.context.composed.sources.chain(path):
                noun = "category features" if group == "category" else "integer, number or boolean features"
                yield _warning(draft.context, "V134", path, f"model `{name}` has no {noun} to preprocess", "remove it")


def load(draft: Draft) -> Iterator[Diagnostic]:
    """V142: a load per instance needs room to grow."""
    for name, serving in sound_serving(draft):
        scale, path = serving.scale, ("serving", name, "scale", "target_rps")
        if scale.target_rps is not None and scale.min == scale.max and _meant_here(draft.context, path):
            summary = f"`target_rps` does nothing: `{name}` always has {scale.min} instance{'s' * (scale.min != 1)}"
            yield _warning(draft.context, "V142", path, summary, "raise `max`, or remove `target_rps`")


def workers(draft: Draft) -> Iterator[Diagnostic]:
    """V143: no more workers than processors."""
    if draft.platform is None:
        return
    for name, model in sound_models(draft):
        jobs, profile = model.params.get("n_jobs"), draft.platform.compute.get(model.train.compute)
        path = ("models", name, "params", "n_jobs")
        if profile and type(jobs) is int and jobs > profile.cpus and _meant_here(draft.context, path):
            summary = f"`n_jobs` is {jobs}, and compute profile `{model.train.compute}` has {profile.cpus} cpus"
            hint = f"write {profile.cpus} at most, or choose a larger profile under `train.compute`"
            yield milder(at_value(draft.context, "V143", path, summary, hint), Severity.WARNING)


def _meant_here(context: Context, path: ConfigPath) -> bool:
    """True when it was written for this environment: in its own layer, or in a project that has no other."""
    layers = [layer for layer in context.composed.sources.chain(path) if not layer.bundled]
    if not layers or layers[-1].kind is LayerKind.PLATFORM:
        return False
    return len(context.composed.environments) == 1 or layers[-1].kind in _HERE


def _warning(context: Context, code: str, path: ConfigPath, summary: str, hint: str) -> Diagnostic:
    return milder(at_key(context, code, path, summary, hint), Severity.WARNING)
