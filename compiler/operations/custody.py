"""Which engine keeps a stack: the one that recorded it, until it is handed over. A file beside the state says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from compiler.engines.embedded.statefile import backup
from compiler.model.preview import pull_of
from compiler.model.stack import Stack
from compiler.operations.engine import EngineName
from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import write_atomic
from compiler.source.lock import locked

_OWN = ("pulumi:pulumi:", "pulumi:providers:")
"""Types of what every stack has: itself and its providers."""


def keeper(stack: Stack) -> EngineName | None:
    """The engine that has recorded resources of the stack on this machine; None when none has."""
    if _note(stack).exists():
        return "pulumi"
    return "embedded" if stack.state_file.exists() and not _is_empty(stack.state_file) else None


def given_to_pulumi(stack: Stack) -> None:
    """From now on Pulumi's backend says what the stack consists of."""
    kept = {"engine": "pulumi", "backend": stack.backend, "secrets_provider": stack.secrets_provider}
    write_atomic(_note(stack), f"{json.dumps(kept, indent=2)}\n".encode())


def released(stack: Stack) -> None:
    """Pulumi's backend holds nothing of the stack any more."""
    _note(stack).unlink(missing_ok=True)


def forgotten(stack: Stack) -> None:
    """Remove the record of a stack that holds nothing any more, and the one before, which tells what was.

    The file of the lock stays: who waits for it and who comes next must have the same.
    """
    if not stack.state_file.parent.is_dir():
        return
    with locked(stack.state_file, f"destroy {stack.project} {stack.environment}"):
        if not stack.state_file.exists() or _is_empty(stack.state_file):
            backup(stack.state_file).unlink(missing_ok=True)
            stack.state_file.unlink(missing_ok=True)


def as_kept(stack: Stack) -> Stack:
    """The stack with the backend and the secrets provider under which Pulumi recorded it."""
    try:
        kept = json.loads(_note(stack).read_bytes())
        return replace(stack, backend=str(kept["backend"]), secrets_provider=str(kept["secrets_provider"]))
    except (OSError, ValueError, KeyError, TypeError):
        return stack


def require_keeper(stack: Stack, wanted: str) -> None:
    """Raises `Refused` (P026) when the other engine keeps the stack."""
    found = keeper(stack)
    if found is not None and found != wanted:
        raise in_other_hands(stack, found)


def require_makeable(environment: str, target: str, engine: str) -> None:
    """Raises `Refused` (P010) when the embedded engine is to make what only stands in a cloud."""
    if engine == "embedded" and target != "local":
        raise refuse(
            "P010",
            f"`{environment}` is in a cloud: the embedded engine plans cloud resources and cannot create them",
            hint="the Pulumi CLI creates them: add `--engine pulumi`, or write `engine: pulumi` under `platform:`",
        )


def in_other_hands(stack: Stack, found: EngineName) -> Refused:
    """The refusal to work beside the engine that keeps a stack."""
    names = {"embedded": "the embedded engine", "pulumi": "the Pulumi engine"}
    return refuse(
        "P026",
        f"{names[found]} keeps `{stack.environment}` of `{stack.project}`, and two engines must not",
        hint=f"add `--engine {found}`, or {_way_out(stack, found)}",
    )


def _way_out(stack: Stack, found: EngineName) -> str:
    if (pull := pull_of(stack.environment)) is not None:
        return f"take it down first: modelwright preview down --pr {pull}"
    where = "" if stack.environment == "local" else f" --env {stack.environment}"
    other = "pulumi" if found == "embedded" else "embedded"
    return f"hand it over: modelwright handover {stack.project}{where} --to {other}"


def _is_empty(state_file: Path) -> bool:
    """Whether a state holds nothing, begun operations included; one that cannot be understood may hold anything."""
    try:
        deployment = json.loads(state_file.read_bytes())["deployment"]
        own = [item for item in deployment["resources"] if not item["type"].startswith(_OWN)]
        return not own and not deployment.get("pending_operations")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _note(stack: Stack) -> Path:
    return stack.state_file.with_suffix(".engine")
