"""Parts of a project: the models and serving targets that a preview makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from compiler.model.resolved import Resolved

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """Names of `models:` and `serving:`; the model of each serving target among them."""

    models: frozenset[str]
    serving: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.models or self.serving)

    def as_lists(self) -> dict[str, list[str]]:
        """As plain values."""
        return {"models": sorted(self.models), "serving": sorted(self.serving)}


def narrowed(resolved: Resolved, parts: Parts) -> Resolved:
    """The project with these parts only, and the datasets that they need."""
    project = resolved.project
    models = _only(project.models, parts.models)
    used = {model.dataset for model in models.values()}
    kept = {
        "models": models,
        "serving": _only(project.serving, parts.serving),
        "datasets": _only(project.datasets, used),
    }
    pretrained = _only(resolved.pretrained, parts.models)
    files = replace(resolved.files, data=_only(resolved.files.data, used))
    return replace(resolved, project=project.model_copy(update=kept), files=files, pretrained=pretrained)


def tagged(resolved: Resolved, tags: Mapping[str, str]) -> Resolved:
    """The project with more tags on everything that takes them."""
    platform = resolved.project.platform
    more = platform.model_copy(update={"tags": {**platform.tags, **tags}})
    return replace(resolved, project=resolved.project.model_copy(update={"platform": more}))


def _only(entries: Mapping[str, T], names: Iterable[str]) -> dict[str, T]:
    return {name: entry for name, entry in entries.items() if name in names}
