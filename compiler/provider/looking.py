"""What is there under an id, for whoever only looks: a stack, a type token, a name and an id in."""

from __future__ import annotations

from compiler.model.stack import Stack
from compiler.provider.local import LocalProvider
from compiler.provider.protocol import Adopted, Scope


def found_under(stack: Stack, token: str, name: str, id: str) -> Adopted | None:
    """As the provider's `adopt`; None for a type that is not ours."""
    provider = LocalProvider()
    try:
        resource = provider.resource(token)
        places = (stack.root, stack.private, stack.project, stack.environment, name)
        return resource.adopt(Scope(*places, lambda text: None), id) if resource else None
    finally:
        provider.close()
