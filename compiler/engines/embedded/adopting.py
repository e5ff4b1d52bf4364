"""An existing resource becomes one of the stack's: an id goes in, a record of what its provider tells comes out."""

from __future__ import annotations

import uuid

from compiler.engines.adoption import nothing_there, require_free
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.removal import address_of
from compiler.engines.embedded.state import Record
from compiler.source import urns
from compiler.source.address import Address


def take_over(context: Context, checkpoint: Checkpoint, token: str, name: str, id: str) -> str:
    """The id as it is recorded now. Raises `Refused`: P014 for an id of nothing, P040 for what is managed already."""
    try:
        return _recorded(context, checkpoint, token, name, id)
    finally:
        checkpoint.close()


def _recorded(context: Context, checkpoint: Checkpoint, token: str, name: str, id: str) -> str:
    address = Address.from_token(token, name)
    managed = [(address_of(record), record.type, record.id) for record in checkpoint.old if record.managed]
    require_free(context.manifest, managed, (address, token, id))
    adopted = context.handler(token, address).adopt(context.scope(address), id)
    if adopted is None:
        raise nothing_there(context.manifest, address, id)
    require_free(context.manifest, managed, (address, token, adopted.id))
    stack = context.stack
    root = urns.root(stack.environment, stack.project)
    if checkpoint.find((root,)) is None:
        checkpoint.add(Record(root, urns.STACK_TYPE, custom=False))
    urn = urns.make(stack.environment, stack.project, root, token, name)
    provider = _provider(context, checkpoint, token)
    # What others have made must not go before a program has said that it may.
    made = Record(urn, token, True, adopted.id, adopted.inputs, adopted.outputs, root, provider=provider, protect=True)
    checkpoint.add(made)
    return adopted.id


def _provider(context: Context, checkpoint: Checkpoint, token: str) -> str:
    package = urns.package_of(token)
    urn = urns.default_provider(context.stack.environment, context.stack.project, package, "")
    found = checkpoint.find((urn,))
    if found is None:
        found = Record(urn, urns.PROVIDER_PREFIX + package, True, str(uuid.uuid4()))
        checkpoint.add(found)
    return f"{found.urn}::{found.id}"
