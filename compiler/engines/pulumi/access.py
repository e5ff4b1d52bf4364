"""How the CLI gets at a stack: a backend, a secrets provider and a passphrase in; environment variables out."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.engines.pulumi.command import find_cli
from compiler.model.stack import Stack
from compiler.source.files import remove_below, write_atomic

_PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


@dataclass(frozen=True, slots=True)
class Access:
    """`environment` for the CLI beside what it inherits; `folder` holds its settings of this program."""

    environment: Mapping[str, str]
    folder: Path


def access(stack: Stack, environ: Mapping[str, str] = os.environ) -> Access:
    """The stack's own backend, or with none the user's login. Makes the folders and the passphrase that it needs.

    A stack in a folder below the private one has a passphrase of its own there, unless the user gives one.
    """
    home = stack.private / "pulumi"
    variables = _path(environ)
    folder = local_folder(stack)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        variables["PULUMI_BACKEND_URL"] = folder_url(folder)
        if folder.is_relative_to(stack.private) and not any(environ.get(name) is not None for name in _PASSPHRASES):
            variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(_passphrase(home / "passphrase"))
    elif stack.backend:
        variables["PULUMI_BACKEND_URL"] = stack.backend
    return Access(variables, home / "work" / _name(stack))


def throwaway(folder: Path, environ: Mapping[str, str] = os.environ) -> Access:
    """A backend for one look, in an empty folder: whoever only previews must not make a stack anywhere else."""
    (folder / "state").mkdir()
    own = {"PULUMI_BACKEND_URL": folder_url(folder / "state"), "PULUMI_CONFIG_PASSPHRASE": "throwaway"}
    return Access({**_path(environ), **own, "PULUMI_CONFIG_PASSPHRASE_FILE": ""}, folder / "work")


def copied(folder: Path, where: Access, provider: str) -> Access:
    """A backend for a look at a copy of a stack, whose secrets `provider` encrypts as in the stack's own backend."""
    (folder / "state").mkdir()
    variables = {**where.environment, "PULUMI_BACKEND_URL": folder_url(folder / "state")}
    if provider != "passphrase":  # then a passphrase is only for making the copy
        variables |= {"PULUMI_CONFIG_PASSPHRASE": "throwaway", "PULUMI_CONFIG_PASSPHRASE_FILE": ""}
    return Access(variables, folder / "work")


def has_key(where: Access, stack: Stack) -> bool:
    """Whether the CLI's settings of the stack say what encrypts its secrets."""
    try:
        text = (where.folder / f"Pulumi.{stack.environment}.yaml").read_text(encoding="utf-8")
    except OSError:
        return False
    return "encryptionsalt:" in text or "encryptedkey:" in text


def surely_absent(stack: Stack) -> bool:
    """True when the backend is a folder that does not hold the stack: then nobody needs to be asked."""
    folder = local_folder(stack)
    if folder is None:
        return False
    stacks = folder / ".pulumi" / "stacks" / stack.project
    return not any((stacks / f"{stack.environment}.{ending}").exists() for ending in ("json", "json.gz"))


def forget_past(stack: Stack) -> None:
    """Of a stack that its backend does not hold any more, remove what a backend below the private folder remembers."""
    folder = local_folder(stack)
    if folder is None or not folder.is_relative_to(stack.private) or not surely_absent(stack):
        return
    kept = folder / ".pulumi"
    for place in ("backups", "history", "locks/organization"):
        remove_below(folder, kept / place / stack.project / stack.environment)
    for ending in ("json.bak", "json.gz.bak"):
        remove_below(folder, kept / "stacks" / stack.project / f"{stack.environment}.{ending}")


def answers(stack: Stack, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a CLI, and a backend to ask: the stack's own, the user's, or the one that they logged in to."""
    cli = find_cli(environ)
    if cli is None or not cli.fits:
        return False
    return bool(stack.backend or environ.get("PULUMI_BACKEND_URL") or login(environ))


def login(environ: Mapping[str, str] = os.environ) -> str:
    """The backend that `pulumi login` chose; empty without one."""
    home = Path(environ.get("PULUMI_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".pulumi")
    try:
        current = json.loads((home / "credentials.json").read_bytes()).get("current")
    except (OSError, ValueError, AttributeError):
        return ""
    return current if isinstance(current, str) else ""


def _path(environ: Mapping[str, str]) -> dict[str, str]:
    """Our own plugin stands beside the interpreter, also where its folder is not on PATH."""
    return {"PATH": os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", "")])}


def folder_url(folder: Path) -> str:
    """Without the files that describe each file (`.attrs`): those are not written whole, and a kill tears them."""
    return f"file://{folder}?metadata=skip"


def local_folder(stack: Stack) -> Path | None:
    """Where a `file://` backend is; relative ones count from the workspace."""
    scheme, _, rest = stack.backend.partition("?")[0].partition("://")
    if scheme != "file":
        return None
    return stack.root / Path(rest).expanduser()


def _name(stack: Stack) -> str:
    program = stack.program
    inside = program.relative_to(stack.root) if program.is_relative_to(stack.root) else Path(program.name)
    return f"{stack.project}.{stack.environment}/{'.'.join(inside.parts)}"


def _passphrase(path: Path) -> Path:
    if not path.exists():
        write_atomic(path, secrets.token_urlsafe(24).encode(), mode=0o600)
    return path
