"""Phase 1: files go in; documents with positions, projects and facts about the named files come out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.load.document import load_document, load_text
    from compiler.load.files import inspect_files
    from compiler.load.include import load_spec
    from compiler.load.nesting import hidden_around
    from compiler.load.project import find_project, list_projects, namesakes, project_around, project_name
    from compiler.load.workspace import find_all, find_projects, find_workspace

__all__ = [
    "find_all",
    "find_project",
    "find_projects",
    "find_workspace",
    "hidden_around",
    "inspect_files",
    "list_projects",
    "load_document",
    "load_spec",
    "load_text",
    "namesakes",
    "project_around",
    "project_name",
]

_HOMES = {
    "document": ("load_document", "load_text"),
    "files": ("inspect_files",),
    "include": ("load_spec",),
    "nesting": ("hidden_around",),
    "project": ("find_project", "list_projects", "namesakes", "project_around", "project_name"),
    "workspace": ("find_all", "find_projects", "find_workspace"),
}


def __getattr__(name: str) -> object:
    # A command that need not read a file should not wait for a YAML parser.
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
