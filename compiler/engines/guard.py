"""What both engines refuse in the same words: to run nothing, to let go of what is protected, to work on a state that
has changed.
"""

from __future__ import annotations

from compiler.model.manifest import Manifest
from compiler.model.placing import place_of
from compiler.model.stack import Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused, refuse


def require_program(stack: Stack) -> None:
    """Raises `Refused` (P005) where nothing is compiled."""
    if not (stack.program / "__main__.py").is_file():
        raise refuse(
            "P005",
            f"there is no compiled program in `{stack.shown(stack.program)}`",
            hint=f"run `modelwright compile {stack.project} --env {stack.environment}`",
        )


def protected(manifest: Manifest | None, address: Address, *, replaced: bool = False, path: str = "") -> Diagnostic:
    """P009, at the line of the spec behind the resource, or behind its input `path`."""
    location, where = place_of(manifest, address, path)
    summary = f"`{address}` is protected and would be deleted"
    if replaced:
        summary = f"`{address}` is protected, and this change would replace it"
    hint = f"if it may go with all that it holds, add `--allow-destroy {address}`: that lets it go in this one run"
    return Diagnostic("P009", summary, location, where, hint)


def state_moved(stack: Stack) -> Refused:
    """P036: somebody else has changed the stack since it was planned."""
    summary = f"what is recorded of `{stack.environment}` of `{stack.project}` has changed since the plan was made"
    return refuse("P036", summary, hint="plan again: an `up`, a `refresh` or somebody else was faster")
