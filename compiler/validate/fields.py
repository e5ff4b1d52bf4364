"""The keys that a mapping of the spec may have, read from the spec models themselves."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel

from compiler.model.spec.pretrained import Pretrained
from compiler.model.spec.project import Project
from compiler.source.location import ConfigPath


def fields_at(path: ConfigPath, *, pretrained: bool = False) -> tuple[str, ...]:
    """The valid keys of the mapping at a path of the composed tree; none where any key goes.

    `pretrained` tells that the path is of a model that comes from elsewhere.
    """
    kind: object = Pretrained if pretrained else Project
    for part in path[2:] if pretrained else path:
        kind = _below(kind, part)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def _below(kind: object, part: str | int) -> object:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        field = fields.get(str(part))
        return _bare(field.annotation) if field else None
    if get_origin(kind) in (dict, Mapping):
        return _bare(get_args(kind)[1])
    if get_origin(kind) is tuple:
        return _bare(get_args(kind)[0])
    return None


def _bare(annotation: object) -> object:
    """Without `Annotated` and `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(kind for kind in get_args(annotation) if kind is not type(None)))
    return annotation
