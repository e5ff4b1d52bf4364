"""Which engine keeps a stack: the one that recorded it, until it is handed over. A file beside the state says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from compiler.model.stack import Stack
from compiler.operations.engine import EngineName
from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import write_atomic


def keeper(stack: Stack) -> EngineName | None:
    """The engine that has recorded the stack on this machine; None when none has."""
    if _note(stack).exists():
        return "pulumi"
    return "embedded" if stack.state_file.exists() else None


def given_to_pulumi(stack: Stack) -> None:
    """From now on Pulumi's backend says what the stack consists of."""
    kept = {"engine": "pulumi", "backend": stack.backend, "secrets_provider": stack.secrets_provider}
    write_atomic(_note(stack), f"{json.dumps(kept, indent=2)}\n".encode())


def released(stack: Stack) -> None:
    """Pulumi's backend holds nothing of the stack any more."""
    _note(stack).unlink(missing_ok=True)


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


def in_other_hands(stack: Stack, found: EngineName) -> Refused:
    """The refusal to work beside the engine that keeps a stack."""
    names = {"embedded": "the embedded engine", "pulumi": "the Pulumi engine"}
    other = "pulumi" if found == "embedded" else "embedded"
    where = "" if stack.environment == "local" else f" --env {stack.environment}"
    return refuse(
        "P026",
        f"{names[found]} keeps `{stack.environment}` of `{stack.project}`, and two engines must not",
        hint=f"add `--engine {found}`, or hand it over: modelwright handover {stack.project}{where} --to {other}",
    )


def _note(stack: Stack) -> Path:
    return stack.state_file.with_suffix(".engine")
