"""What a preview's stack says of itself, in a file beside its state: it finds its way home when the ledger is lost."""

from __future__ import annotations

import json
from pathlib import Path

from compiler.model.preview import PreviewStack, preview_from_data, preview_to_data, pull_of
from compiler.source.files import plain, write_atomic


def tags_file(private: Path, project: str, environment: str) -> Path:
    """Where the tags of a stack are. Raises `Refused` (P016)."""
    return private / "state" / plain(project) / f"{plain(environment)}.tags"


def write_tags(private: Path, stack: PreviewStack) -> None:
    """Put them down, before anything of the stack is made."""
    data = json.dumps(preview_to_data(stack), indent=2)
    write_atomic(tags_file(private, stack.project, stack.environment), f"{data}\n".encode())


def read_tags(private: Path, project: str, environment: str) -> PreviewStack | None:
    """None for a stack that has none, or none that can be understood."""
    try:
        found = preview_from_data(json.loads(tags_file(private, project, environment).read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None
    return found if (found.project, found.environment) == (project, environment) else None


def judging_environment(private: Path, project: str, environment: str) -> str:
    """Whose champion a new model has to beat: of a preview that of the environment that it inherits from."""
    tags = read_tags(private, project, environment) if pull_of(environment) is not None else None
    return environment if tags is None else tags.base
