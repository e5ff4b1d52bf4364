"""A state file that names a resource so that its files would lie elsewhere."""

from __future__ import annotations

import json

import pytest

from compiler.engines.embedded import statefile
from compiler.model.stack import Stack
from compiler.source.diagnostic import Refused


@pytest.mark.parametrize("pending", [False, True])
@pytest.mark.parametrize("name", ["../../evil", "..", "", "a/b"])
def test_a_resource_name_that_leads_elsewhere_is_damage(stack: Stack, name: str, pending: bool) -> None:
    type_ = "modelwright:index:Endpoint"
    record = {"urn": f"urn:pulumi:local::shop::{type_}::{name}", "type": type_, "custom": True, "id": "x"}
    begun = {"resources": [], "pending_operations": [{"type": "creating", "resource": record}]}
    stack.state_file.parent.mkdir(parents=True)
    deployment = begun if pending else {"resources": [record]}
    stack.state_file.write_text(json.dumps({"version": 3, "deployment": deployment}))
    with pytest.raises(Refused, match=r"P001 .* of a resource cannot be part of a path"):
        statefile.load(stack)
