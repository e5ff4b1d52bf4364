"""Where a user's work lives: the workspace and the projects found below it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT_FILE = "modelwright.yaml"
WORKSPACE_FILE = "modelwright.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """`root` is absolute. `conf` is the workspace's own configuration folder, when it has one besides the bundled."""

    root: Path
    conf: Path | None

    @property
    def stacks(self) -> Path:
        """Compiled output."""
        return self.root / "stacks"

    @property
    def private(self) -> Path:
        """State, registry, artifacts, logs and caches; never committed."""
        return self.root / ".modelwright"


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One project's specification: `file` and `folder` are relative to the workspace, with forward slashes."""

    file: str
    folder: str
