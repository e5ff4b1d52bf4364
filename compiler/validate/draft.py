"""What of a project is sound enough to be looked at by rules, and how rules tell what they found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from compiler.model.composed import Composed
from compiler.model.datafile import Files
from compiler.model.spec.dataset import Dataset
from compiler.model.spec.model import Model
from compiler.model.spec.pretrained import Pretrained
from compiler.model.spec.project import Platform, Project
from compiler.model.spec.serving import Serving
from compiler.model.spec.waiver import Waiver
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath, Location


@dataclass(frozen=True, slots=True)
class Context:
    """What a validation is given. `sklearn` is the version that the environment trains with, as the catalogue has it.

    `today` decides which waivers have run out; without it none has.
    """

    composed: Composed
    files: Files
    targets: tuple[str, ...]
    sklearn: str
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a project; a part is None where its shape is broken, so that no rule complains a second time.

    `doubts` are the paths that were wrong or misspelt: nothing more is said about them.
    `project` is the whole, when all of it has the right shape. `waivers` are by their place in the list.
    """

    context: Context
    project: Project | None
    platform: Platform | None
    datasets: Mapping[str, Dataset | None]
    models: Mapping[str, Model | None]
    pretrained: Mapping[str, Pretrained | None]
    serving: Mapping[str, Serving | None]
    waivers: Mapping[int, Waiver]
    doubts: frozenset[ConfigPath]


def doubtful(draft: Draft, path: ConfigPath) -> bool:
    """True when the path, one above it or something in it was already found wrong."""
    return any(path[: len(doubt)] == doubt[: len(path)] for doubt in draft.doubts)


def sound_datasets(draft: Draft) -> Iterator[tuple[str, Dataset]]:
    """The datasets that rules may look at."""
    return ((name, dataset) for name, dataset in draft.datasets.items() if dataset is not None)


def sound_models(draft: Draft) -> Iterator[tuple[str, Model]]:
    """The models that rules may look at."""
    return ((name, model) for name, model in draft.models.items() if model is not None)


def sound_pretrained(draft: Draft) -> Iterator[tuple[str, Pretrained]]:
    """The models from elsewhere that rules may look at."""
    return ((name, model) for name, model in draft.pretrained.items() if model is not None)


def named_models(draft: Draft) -> Mapping[str, Model | Pretrained | None]:
    """All entries of `models:`."""
    return {**draft.models, **draft.pretrained}


def models_with_data(draft: Draft) -> Iterator[tuple[str, Model, Dataset]]:
    """The models whose dataset exists and is sound."""
    for name, model in sound_models(draft):
        dataset = draft.datasets.get(model.dataset)
        if dataset is not None:
            yield name, model, dataset


def sound_serving(draft: Draft) -> Iterator[tuple[str, Serving]]:
    """The serving targets that rules may look at."""
    return ((name, serving) for name, serving in draft.serving.items() if serving is not None)


def at_value(context: Context, code: str, path: ConfigPath, summary: str, hint: str = "") -> Diagnostic:
    """An error placed at the value of `path`, or of its nearest ancestor that was written."""
    return _diagnostic(context, context.composed.sources.locate(path), code, path, summary, hint)


def at_key(context: Context, code: str, path: ConfigPath, summary: str, hint: str = "") -> Diagnostic:
    """An error placed at the key of `path`, or of its nearest ancestor that was written."""
    return _diagnostic(context, context.composed.sources.locate_key(path), code, path, summary, hint)


def milder(finding: Diagnostic, severity: Severity) -> Diagnostic:
    """The same finding as a warning or a note."""
    return replace(finding, severity=severity)


def _diagnostic(
    context: Context, location: Location | None, code: str, path: ConfigPath, summary: str, hint: str
) -> Diagnostic:
    where = location or Location(context.composed.file, 1, 1)
    return Diagnostic(code, summary, where, path, hint, chain=context.composed.sources.chain(path))
