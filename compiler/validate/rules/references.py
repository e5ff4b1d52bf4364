"""Names that refer to other parts of the project or of the platform."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_key, at_value, milder, named_models, sound_models, sound_serving


def datasets(draft: Draft) -> Iterator[Diagnostic]:
    """V020: a model's dataset exists."""
    if ("datasets",) not in draft.doubts:
        for name, model in sound_models(draft):
            yield from _known(draft, "V020", ("models", name, "dataset"), "dataset", model.dataset, draft.datasets)


def models(draft: Draft) -> Iterator[Diagnostic]:
    """V021: a served model exists."""
    if ("models",) not in draft.doubts:
        for name, serving in sound_serving(draft):
            known = named_models(draft)
            yield from _known(draft, "V021", ("serving", name, "model"), "model", serving.model, known)
            for key, variant in serving.variants.items():
                path = ("serving", name, "variants", key, "model")
                yield from _known(draft, "V021", path, "model", variant.model, known)


def compute(draft: Draft) -> Iterator[Diagnostic]:
    """V022: a compute profile exists."""
    if draft.platform is None:
        return
    profiles = draft.platform.compute
    for name, model in sound_models(draft):
        path = ("models", name, "train", "compute")
        yield from _known(draft, "V022", path, "compute profile", model.train.compute, profiles)
    for name, serving in sound_serving(draft):
        yield from _known(draft, "V022", ("serving", name, "compute"), "compute profile", serving.compute, profiles)
        for key, variant in serving.variants.items():
            if variant.compute is not None:
                path = ("serving", name, "variants", key, "compute")
                yield from _known(draft, "V022", path, "compute profile", variant.compute, profiles)


def target(draft: Draft) -> Iterator[Diagnostic]:
    """V023: the platform's target exists."""
    if draft.platform is not None:
        path, known = ("platform", "target"), draft.context.targets
        yield from _known(draft, "V023", path, "target", draft.platform.target, known)


def unused_datasets(draft: Draft) -> Iterator[Diagnostic]:
    """V024: a dataset that no model uses is checked for nothing."""
    used = {model.dataset for _, model in sound_models(draft)}
    if not draft.models or None in draft.models.values() or not used <= draft.datasets.keys():
        return
    for name in draft.datasets:
        if name not in used:
            finding = at_key(draft.context, "V024", ("datasets", name), f"no model uses dataset `{name}`")
            yield milder(finding, Severity.WARNING)


def no_models(draft: Draft) -> Iterator[Diagnostic]:
    """V025: a project may hold data only; it is worth a word."""
    if draft.project is not None and not named_models(draft):
        finding = at_key(draft.context, "V025", ("datasets",), "the project has no `models`: only its data is checked")
        yield milder(finding, Severity.NOTE)


def _known(
    draft: Draft, code: str, path: ConfigPath, noun: str, name: str, known: Collection[str]
) -> Iterator[Diagnostic]:
    if name not in known:
        hint = suggest(name, known) or f"there is no {noun} yet: write one, or remove this"
        yield at_value(draft.context, code, path, f"unknown {noun} `{name}`", hint)
