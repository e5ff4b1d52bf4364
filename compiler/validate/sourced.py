"""Models with a `source` are of another kind than those that a project trains: a composed tree is taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from compiler.model.spec.base import Name
from compiler.model.spec.pretrained import Pretrained

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Tree = dict[str, object]


def taken_apart(tree: Tree) -> tuple[Tree, Tree]:
    """The tree without the models that have a source, and these. A project of nothing else needs no datasets."""
    models = tree.get("models")
    if not isinstance(models, Mapping):
        return tree, {}
    sourced = {str(name): model for name, model in models.items() if is_sourced(model)}
    if not sourced:
        return tree, {}
    trained = {name: model for name, model in models.items() if name not in sourced}
    return {**tree, "models": trained}, sourced


def is_sourced(model: object) -> bool:
    """Whether a model, as it is written, comes from elsewhere."""
    return isinstance(model, Mapping) and "source" in model


def read_sourced(models: Tree) -> tuple[dict[str, Pretrained], list[ErrorDetails]]:
    """The models by name, or what is wrong with them, at its place in the whole tree."""
    try:
        return _adapter().validate_python(models), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return {}, [{**item, "loc": ("models", *item["loc"])} for item in found]


@cache
def _adapter() -> TypeAdapter[dict[str, Pretrained]]:
    return TypeAdapter(dict[Name, Pretrained])
