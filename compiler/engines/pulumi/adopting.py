"""A resource put into an exported deployment by nothing but its id: a refresh then asks the provider for the rest.

`pulumi import` does the same, and wants the language host of Python for the code that it would print.
"""

from __future__ import annotations

import uuid
from typing import Any

from compiler.model.stack import Stack
from compiler.source import urns

Json = dict[str, Any]


def with_resource(deployment: Json, stack: Stack, token: str, name: str, id: str) -> tuple[Json, str]:
    """The deployment with the resource after all others, and its URN. What it needs itself is added where it misses."""
    resources: list[Json] = [*(deployment.get("resources") or ())]
    known = {item["urn"]: item for item in resources}
    root = urns.root(stack.environment, stack.project)
    if root not in known:
        resources.append({"urn": root, "custom": False, "type": urns.STACK_TYPE})
    type_ = urns.PROVIDER_PREFIX + urns.package_of(token)
    provider = next((item for item in resources if item["type"] == type_ and not item.get("delete")), None)
    if provider is None:
        provider = _provider(stack, urns.package_of(token))
        resources.append(provider)
    urn = urns.make(stack.environment, stack.project, root, token, name)
    reference = f"{provider['urn']}::{provider['id']}"
    # What others have made must not go before a program has said that it may.
    made = {"urn": urn, "custom": True, "id": id, "type": token, "parent": root, "provider": reference, "protect": True}
    resources.append(made)
    return {**deployment, "resources": resources}, urn


def _provider(stack: Stack, package: str) -> Json:
    """The default one, which a program's own takes the place of, with the stack's settings of the package."""
    head = f"{package}:"
    settings = {key.removeprefix(head): value for key, value in stack.config.items() if key.startswith(head)}
    urn = urns.default_provider(stack.environment, stack.project, package, "")
    type_ = urns.PROVIDER_PREFIX + package
    return {"urn": urn, "custom": True, "id": str(uuid.uuid4()), "type": type_, "inputs": settings, "outputs": settings}
