"""The one way in which git is asked, whatever a user has configured it to add."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from compiler.source.share import PRODUCT

_PATIENCE = 60
"""Seconds."""


def ask_git(
    root: Path, *words: str, given: bytes = b"", variables: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    """What git answered, with its exit code; `given` is its standard input, `variables` go beside the environment.

    Raises `OSError` without a git, `SubprocessError` when it hangs.
    """
    # Neither a monitor of files nor quoted names must change the answer.
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", *words]
    environment = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, input=given, timeout=_PATIENCE, check=False, env=environment)


def told_by_git(root: Path, *words: str) -> str | None:
    """The same as text; None where git cannot tell."""
    try:
        done = ask_git(root, *words)
    except (OSError, subprocess.SubprocessError):
        return None
    return None if done.returncode else done.stdout.decode(errors="replace")


def paths_of(files: Iterable[str]) -> list[str]:
    """Files that a stack was compiled from, as paths for git; those of the product are not in the repository."""
    return [f":(literal){file}" for file in files if not file.startswith(PRODUCT)]
