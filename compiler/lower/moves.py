"""What resources were called before `moved:` renamed what they come from: a project and a target in, names out.

A target makes names of resources from names of the spec in ways of its own. So the project is lowered once more for
each name that something had, and the resources are compared place by place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from compiler.model.graph import Graph
from compiler.model.moves import former_names
from compiler.model.resolved import Resolved
from compiler.model.target import Target
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic

if TYPE_CHECKING:
    from compiler.model.spec.serving import Serving

T = TypeVar("T")


def moved(resolved: Resolved, target: Target, graph: Graph) -> Checked[Graph]:
    """The graph with the former names of its resources, latest first. Diagnostics: what the target refuses of one."""
    found: dict[Address, tuple[str, ...]] = {}
    said: list[Diagnostic] = []
    for (section, name), earlier in former_names(resolved.project.moved).items():
        for old in earlier:
            before = target.lower(_renamed(resolved, section, name, old))
            if before.value is None:
                said += before.diagnostics
                continue
            for now, then in zip(graph.nodes, before.value.nodes, strict=True):
                if now.address != then.address:
                    found[now.address] = (*found.get(now.address, ()), then.address.name)
    return Checked(None if said else dataclasses.replace(graph, moved=found), tuple(said))


def _renamed(resolved: Resolved, section: str, name: str, old: str) -> Resolved:
    """The project as it would be if the part had its old name, and all that refers to it."""
    names, project, files = {name: old}, resolved.project, resolved.files
    update: dict[str, object] = {"moved": (), section: _keys(getattr(project, section), names)}
    match section:
        case "datasets":
            models = {key: model.model_copy(update={"dataset": names.get(model.dataset, model.dataset)})
                      for key, model in project.models.items()}  # fmt: skip
            update["models"] = models
            files = dataclasses.replace(files, data=_keys(files.data, names))
        case "models":
            update["serving"] = {key: _serving(item, names) for key, item in project.serving.items()}
            files = dataclasses.replace(files, code=_keys(files.code, names))
    tasks, features = (
        _keys(item, names if section == "models" else {}) for item in (resolved.tasks, resolved.features)
    )
    pretrained = _keys(resolved.pretrained, names if section == "models" else {})
    return dataclasses.replace(
        resolved,
        project=project.model_copy(update=update),
        files=files,
        tasks=tasks,
        features=features,
        pretrained=pretrained,
    )


def _serving(serving: Serving, names: Mapping[str, str]) -> Serving:
    variants = {
        key: variant.model_copy(update={"model": names.get(variant.model, variant.model)})
        for key, variant in serving.variants.items()
    }
    return serving.model_copy(update={"model": names.get(serving.model, serving.model), "variants": variants})


def _keys(parts: Mapping[str, T], names: Mapping[str, str]) -> dict[str, T]:
    return {names.get(key, key): part for key, part in parts.items()}
