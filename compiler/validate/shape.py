"""A composed tree read as a project: typed parts where it has the right shape, diagnostics where it has not."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from compiler.model.spec.dataset import Dataset
from compiler.model.spec.model import Model
from compiler.model.spec.pretrained import Pretrained
from compiler.model.spec.project import NO_DATA, Platform, Project
from compiler.model.spec.serving import Serving
from compiler.model.spec.waiver import Waiver
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Context, Draft
from compiler.validate.findings import Finding, findings_of
from compiler.validate.sourced import read_sourced, taken_apart
from compiler.validate.tree import below, has

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Part = TypeVar("Part", bound=BaseModel)


def read_shape(context: Context) -> tuple[Draft, list[Diagnostic]]:
    """The draft that rules work on, and what is wrong with the tree's shape."""
    tree = {key: value for key, value in context.composed.tree.items() if not key.startswith("x-")}
    rest, sourced = taken_apart(tree)
    pretrained, errors = read_sourced(sourced) if sourced else ({}, [])
    project, wrong = _project(rest, no_data=bool(sourced) and not rest["models"])
    if project is None or errors:
        findings = findings_of(context, tree, [*wrong, *errors])
        return _salvage(context, tree, findings), [finding.diagnostic for finding in findings]
    draft = Draft(
        context,
        project,
        project.platform,
        dict(project.datasets),
        dict(project.models),
        dict(pretrained),
        dict(project.serving),
        dict(enumerate(project.waive)),
        frozenset(),
    )
    return draft, []


def _project(tree: dict[str, object], *, no_data: bool) -> tuple[Project | None, list[ErrorDetails]]:
    if no_data:
        tree = {"datasets": {}, **tree}
    try:
        return Project.model_validate(tree, context={NO_DATA: no_data}), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _salvage(context: Context, tree: dict[str, object], findings: list[Finding]) -> Draft:
    """Parts without their faulty leaves. A dataset with a faulty column is no measure for the models that use it."""
    wrong = {finding.diagnostic.path for finding in findings}
    doubts = wrong | {path for finding in findings for path in finding.also}
    pruned, sourced = taken_apart(_without(tree, wrong))
    broken = {path[1] for path in wrong if path[:1] == ("datasets",) and len(path) > 2 and path[2] == "columns"}
    datasets = _parts(Dataset, pruned.get("datasets"))
    return Draft(
        context,
        None,
        _part(Platform, pruned.get("platform")),
        {name: None if name in broken else dataset for name, dataset in datasets.items()},
        _parts(Model, pruned.get("models")),
        _parts(Pretrained, sourced),
        _parts(Serving, pruned.get("serving")),
        _waivers(tree.get("waive")),
        frozenset(doubts),
    )


def _waivers(branch: object) -> dict[int, Waiver]:
    parts = enumerate(branch if isinstance(branch, list) else ())
    return {index: waiver for index, item in parts if (waiver := _part(Waiver, item)) is not None}


def _parts(kind: type[Part], branch: object) -> dict[str, Part | None]:
    if not isinstance(branch, Mapping):
        return {}
    return {str(name): _part(kind, value) for name, value in branch.items()}


def _part(kind: type[Part], value: object) -> Part | None:
    try:
        return kind.model_validate(value)
    except ValidationError:
        return None


def _without(tree: dict[str, object], paths: Iterable[ConfigPath]) -> dict[str, object]:
    """A copy of the tree without what stands at the given paths; deepest and last first, so that indices stay true.

    A named part (`models.churn`) keeps its name even when it is not a mapping: others may refer to it.
    """
    pruned = copy.deepcopy(tree)
    for path in sorted(paths, key=lambda path: (len(path), [str(part).zfill(9) for part in path]), reverse=True):
        if len(path) == 2 and path[0] in ("datasets", "models", "serving"):
            continue
        holder = below(pruned, path[:-1])
        if path and has(holder, path[-1]):
            del holder[path[-1]]
    return pruned
