"""Whether a path is a file or a folder, when it may be too long, forbidden or a loop of links. Nothing raises."""

from __future__ import annotations

from pathlib import Path

from compiler.source.files import inside


def is_file(path: Path) -> bool:
    """A regular file that can be seen."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """A folder that can be seen."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def resolved_inside(root: Path, relative: str) -> Path | None:
    """`root/relative` without links; None when it leaves `root` or is a loop."""
    try:
        return inside(root, relative)
    except (OSError, RuntimeError):
        return None
