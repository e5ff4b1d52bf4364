"""Phase 1: files go in; documents with positions, projects and facts about the named files come out."""

from compiler.load.document import load_document, load_text
from compiler.load.files import inspect_files
from compiler.load.include import load_spec
from compiler.load.project import find_project, list_projects, namesakes, project_around, project_name
from compiler.load.workspace import find_projects, find_workspace

__all__ = [
    "find_project",
    "find_projects",
    "find_workspace",
    "inspect_files",
    "list_projects",
    "load_document",
    "load_spec",
    "load_text",
    "namesakes",
    "project_around",
    "project_name",
]
