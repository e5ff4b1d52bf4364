"""The state file of a stack: read and checked, written whole or not at all, with a backup of what stood before."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from compiler.engines.embedded import state as states
from compiler.engines.embedded.state import State
from compiler.model.stack import Stack
from compiler.source import urns
from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import is_plain, sync_folder, write_atomic

_OWN_PACKAGE = "modelwright:"


def now() -> str:
    """The present in UTC, RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def backup(path: Path) -> Path:
    """Where the state before the last operation is kept."""
    return path.with_name(f"{path.name}.bak")


def load(stack: Stack) -> State:
    """The recorded state; an empty one when there is no file. Raises `Refused` (P001, P002)."""
    path = stack.state_file
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise _corrupt(stack, error.strerror or "it cannot be read") from error
    try:
        document = json.loads(data)
        if isinstance(document, dict) and document.get("version") != 3 and "version" in document:
            raise refuse(
                "P002",
                f"the state file `{stack.shown(path)}` has format version `{document['version']}`; known is 3",
                hint="it was written by another tool or a newer version; use that one, or move the file away",
            )
        state = states.from_json(document)
    except (ValueError, RecursionError) as error:
        raise _corrupt(stack, _words(error)) from error
    if problem := states.fault(state.records):
        raise _corrupt(stack, problem)
    for record in (*state.records, *(item.record for item in state.pending)):
        if record.type.startswith(_OWN_PACKAGE) and not is_plain(name := urns.name_of(record.urn)):
            raise _corrupt(stack, f"the name `{name}` of a resource cannot be part of a path")
        if (found := urns.stack_of(record.urn)) != (stack.environment, stack.project):
            raise refuse(
                "P002",
                f"the state file `{stack.shown(path)}` belongs to stack `{found[0]}` of project `{found[1]}`, "
                f"not to `{stack.environment}` of `{stack.project}`",
                hint="move the file away, or run the command for the project it belongs to",
            )
    return state


def _words(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"it stops being JSON at line {error.lineno}, column {error.colno}"
        case UnicodeDecodeError():
            return "it is not text"
        case RecursionError():
            return "it is nested too deeply"
    return str(error)


def _corrupt(stack: Stack, reason: str) -> Refused:
    path = stack.state_file
    kept = backup(path)
    advice = f"the state before the last operation is in `{stack.shown(kept)}`: look at both, then copy it over"
    return refuse(
        "P001",
        f"the state file `{stack.shown(path)}` is damaged: {reason}",
        hint=advice if kept.exists() else "there is no backup; restore the file from your own",
    )


def save(stack: Stack, state: State) -> None:
    """Write the state. Raises `Refused` (P012) when the disk does not take it; the old file then stands.

    A state that could not be read back is a mistake of the engine, and raises ValueError before anything is written.
    """
    if problem := states.fault(state.records):
        raise ValueError(f"refusing to write an impossible state: {problem}")
    data = json.dumps(states.to_json(state, now()), indent=2, ensure_ascii=False, allow_nan=False)
    try:
        write_atomic(stack.state_file, f"{data}\n".encode(), mode=0o600)
    except OSError as error:
        raise _unwritable(stack, error) from error


def keep_backup(stack: Stack) -> None:
    """Copy what stands to the backup, if anything stands. Raises `Refused` (P012)."""
    path = stack.state_file
    try:
        if path.exists():
            partial = path.with_name(f".{path.name}.bak.tmp")
            shutil.copyfile(path, partial)
            partial.chmod(0o600)
            partial.replace(backup(path))
    except OSError as error:
        raise _unwritable(stack, error) from error


def remove(stack: Stack) -> None:
    """Remove the state file of a stack that holds nothing any more; the backup stays. Raises `Refused` (P012)."""
    try:
        stack.state_file.unlink(missing_ok=True)
        if stack.state_file.parent.is_dir():
            sync_folder(stack.state_file.parent)
    except OSError as error:
        raise _unwritable(stack, error) from error


def _unwritable(stack: Stack, error: OSError) -> Refused:
    return refuse(
        "P012",
        f"the state file `{stack.shown(stack.state_file)}` cannot be written: {error.strerror}",
        hint="make room or repair the permissions, then run the command again; it goes on where it stopped",
    )
