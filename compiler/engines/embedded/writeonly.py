"""Inputs that a resource only works with: the state tells that they are secret, and nothing of their values.

Terraform calls such arguments write-only. A value that is not kept cannot be compared: a new one changes nothing by
itself, and no key has to be looked after for a state that anybody may read.
"""

from __future__ import annotations

import json

from compiler.provider.marshal import SECRET, SIGNATURE
from compiler.provider.protocol import Props, Resource

_LEFT_OUT = {SIGNATURE: SECRET, "plaintext": json.dumps("[secret]")}
"""A secret as Pulumi writes it into a state, with a word in the place of its value; `pulumi stack import` takes it."""


def write_only(resource: Resource) -> frozenset[str]:
    """The names of a resource's inputs that are not kept."""
    return getattr(resource, "write_only", frozenset())


def recorded(resource: Resource, inputs: Props) -> Props:
    """The inputs as the state has them."""
    names = write_only(resource)
    return {key: _left_out(value) if key in names else value for key, value in inputs.items()}


def lasting(resource: Resource, properties: Props) -> Props:
    """The properties without those inputs: what can be compared, and what a resource may give as its outputs."""
    return {key: value for key, value in properties.items() if key not in write_only(resource)}


def _left_out(value: object) -> object:
    return {key: _left_out(item) for key, item in value.items()} if isinstance(value, dict) else dict(_LEFT_OUT)
