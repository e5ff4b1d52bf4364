"""The ledger of previews: one file for each, written before anything is made and removed after everything is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from compiler.model.preview import PreviewStack, preview_from_data, preview_name, preview_to_data, pull_of
from compiler.source.files import write_atomic

_FORMAT = 1


def ledger_file(private: Path, pull: int) -> Path:
    """Where the entry of a preview is."""
    return private / "previews" / f"{preview_name(pull)}.json"


def pulls_in_ledger(private: Path) -> tuple[int, ...]:
    """The pull requests that have an entry, legible or not."""
    found = (pull_of(file.stem) for file in (private / "previews").glob("pr-*.json"))
    return tuple(sorted(pull for pull in found if pull is not None))


def read_ledger(private: Path, pull: int) -> tuple[PreviewStack, ...]:
    """The stacks of a preview; none where no entry tells any that can be understood."""
    try:
        data = json.loads(ledger_file(private, pull).read_bytes())
        if data["format"] != _FORMAT:
            return ()
        found = tuple(map(preview_from_data, data["stacks"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()
    return tuple(stack for stack in found if stack.pull == pull)


def write_ledger(private: Path, pull: int, stacks: Iterable[PreviewStack]) -> None:
    """Put down which stacks there are, or are about to be."""
    by_name = {stack.project: stack for stack in stacks}
    listed = [preview_to_data(by_name[name]) for name in sorted(by_name)]
    text = json.dumps({"format": _FORMAT, "stacks": listed}, indent=2)
    write_atomic(ledger_file(private, pull), f"{text}\n".encode())


def strike(private: Path, pull: int) -> None:
    """Remove the entry of a preview of which nothing is left."""
    file = ledger_file(private, pull)
    for half_written in file.parent.glob(f".{file.name}.*.tmp"):
        half_written.unlink(missing_ok=True)
    file.unlink(missing_ok=True)
