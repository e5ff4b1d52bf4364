"""AWS's names to Pulumi's and back, by the shapes that botocore knows: `VolumeSizeInGB` and `volumeSizeInGb`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Names = Mapping[str, str]
_NUMBERS = ("float", "double")
_TEXTS = ("metricIntervalLowerBound", "metricIntervalUpperBound")
"""Numbers that the provider takes and shows as text, so that none is told from 0."""

_ONE_IN_A_LIST = ("S3ModelDataSource",)
"""Structures that the provider takes as a list of one."""


def pulumi_name(member: str, shape: Any) -> str:
    """Lists are plural in Pulumi, and a unit at the end is one word: `memorySizeInMb`."""
    name = member[0].lower() + member[1:]
    name = name[:-1] + name[-1].lower() if name.endswith(("GB", "MB")) else name
    many = shape.type_name == "list" or shape.name in _ONE_IN_A_LIST
    return f"{name}s" if many and not name.endswith("s") else name


def to_aws(shape: Any, value: Any) -> Any:
    """Raises ValueError for a name that AWS does not know."""
    if shape.name in _ONE_IN_A_LIST and isinstance(value, list):
        (value,) = value
    if shape.type_name == "structure":
        members = {pulumi_name(name, inner): (name, inner) for name, inner in shape.members.items()}
        unknown = sorted(set(value) - set(members))
        if unknown:
            raise ValueError(f"{shape.name} has no {', '.join(unknown)}")
        return {members[key][0]: to_aws(members[key][1], item) for key, item in value.items() if item is not None}
    if shape.type_name == "list":
        return [to_aws(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: to_aws(shape.value, item) for key, item in value.items()}
    return float(value) if shape.type_name in _NUMBERS and isinstance(value, str) else value


def to_pulumi(shape: Any, value: Any) -> Any:
    """What AWS answered, without what says nothing."""
    if shape.type_name == "structure":
        named = {pulumi_name(name, inner): (name, inner) for name, inner in shape.members.items()}
        found = {key: to_pulumi(inner, value[name]) for key, (name, inner) in named.items() if name in value}
        found = {key: f"{item:g}" if key in _TEXTS else item for key, item in found.items()}
        found = {key: [item] if named[key][1].name in _ONE_IN_A_LIST else item for key, item in found.items()}
        return {key: item for key, item in found.items() if item not in (None, [], {})}
    if shape.type_name == "list":
        return [to_pulumi(shape.member, item) for item in value]
    return value
