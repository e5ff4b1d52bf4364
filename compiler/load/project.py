"""What a user calls a project (a folder, a file, a name, or nothing) goes in; the project that is meant comes out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from compiler.load.nesting import hidden_around
from compiler.load.probing import is_file, is_folder
from compiler.load.workspace import find_all, project_file, read_settings
from compiler.model.workspace import PROJECT_FILE, WORKSPACE_FILE, ProjectFile, Workspace
from compiler.source.diagnostic import Checked, Diagnostic, Severity
from compiler.source.location import Location
from compiler.source.nearest import suggest

_OWN = "the projects here are in workspaces of their own"
_JOIN = f"to make one workspace of them, put a `{WORKSPACE_FILE}` here and remove theirs"
_MAX_BYTES = 1 << 20
Projects = tuple[ProjectFile, ...]
Name = Callable[[ProjectFile], str | None]
_NAME = re.compile(rb"""^project:[ \t]+["']?([A-Za-z0-9_-]+)["']?[ \t\r]*(?:#.*)?$""", re.MULTILINE)


def find_project(ws: Workspace, text: str | None, cwd: Path) -> Checked[ProjectFile]:
    """The project that `text` names; without `text` the one around `cwd`, or else the only one of the workspace.

    A path is tried from `cwd` and from the workspace, then the name. Two projects with one name are an error. What is
    not in this workspace may be in one below it; `open_session` finds that workspace from the project's folder.
    """
    if wrong := read_settings(ws)[1]:
        return Checked(None, (_settings(wrong),))
    projects, apart = find_all(ws)
    name = cache(partial(project_name, ws))
    found = _around(ws, projects, apart, cwd) if text is None else _named(ws, projects, apart, text, cwd, name)
    return _unique(ws, projects, found.value, name) if found.value else found


def list_projects(ws: Workspace) -> Checked[tuple[ProjectFile, ...]]:
    """Every project of the workspace, by path."""
    if wrong := read_settings(ws)[1]:
        return Checked(None, (_settings(wrong),))
    projects, apart = find_all(ws)
    others = _listed([project.folder for project in apart])
    if projects:
        return Checked(projects, (*hidden_around(ws), *((_apart(others),) if apart else ())))
    if apart:
        hint = f"name one, or use `-C FOLDER`: {others}; {_JOIN}"
        return Checked(None, (Diagnostic("L019", _OWN, hint=hint),))
    summary = f"there is no project here: no `{PROJECT_FILE}` was found"
    return Checked(None, (Diagnostic("L019", summary, hint="`modelwright init` writes one"),))


def namesakes(
    ws: Workspace, projects: tuple[ProjectFile, ...], known: Mapping[str, str] = MappingProxyType({})
) -> tuple[Diagnostic, ...]:
    """L021 for every project whose name another before it has. `known` are names by file that need not be read."""
    first: dict[str, ProjectFile] = {}
    notes: list[Diagnostic] = []
    for project in projects:
        name = known.get(project.file) or project_name(ws, project)
        if name and first.setdefault(name, project) != project:
            notes.append(_twice(ws, project, name, [first[name].file]))
    return tuple(notes)


def project_around(ws: Workspace, cwd: Path) -> ProjectFile | None:
    """The project whose folder is `cwd` or holds it."""
    here = cwd.resolve()
    for folder in (here, *here.parents):
        if is_file(folder / PROJECT_FILE) and (found := project_file(ws, folder / PROJECT_FILE)):
            return found
    return None


def _around(ws: Workspace, projects: Projects, apart: Projects, cwd: Path) -> Checked[ProjectFile]:
    if found := project_around(ws, cwd):
        return Checked(found)
    below = projects or apart
    if len(below) == 1:
        return Checked(below[0])
    if not below:
        return _no(
            "L019", f"there is no project here: no `{PROJECT_FILE}` was found", None, "`modelwright init` writes one"
        )
    which = f"say which one: {_listed([project.folder for project in below])}"
    if not projects:
        return _no("L019", _OWN, None, f"{which}; {_JOIN}")
    return _no("L019", f"there are {len(projects)} projects here", None, which)


def _named(
    ws: Workspace, projects: Projects, apart: Projects, text: str, cwd: Path, name_of: Name
) -> Checked[ProjectFile]:
    for base in (cwd, ws.root):
        path = _path(base, text)
        if path is not None and is_file(path):
            return _inside(ws, path, text)
    names = {project: name_of(project) for project in projects}
    matching = [project for project, name in names.items() if name == text]
    if matching:
        return Checked(matching[0])
    names = {project: name_of(project) for project in apart} | names
    matching = [project for project, name in names.items() if name == text]
    if len(matching) == 1:
        return Checked(matching[0])
    if matching:
        folders = _listed([project.folder for project in matching])
        return _no("L019", f"there are {len(matching)} projects `{text}` here", None, f"say which one: {folders}")
    known = {name for name in names.values() if name} | {project.folder for project in names} - {"."}
    summary = f"there is no project `{text if len(text) <= 80 else text[:79] + '…'}`"
    if is_folder(cwd / text):
        summary = f"there is no `{PROJECT_FILE}` in `{text}`"
    return _no("L019", summary, None, suggest(text, known) or "`modelwright init` writes a project")


def _path(base: Path, text: str) -> Path | None:
    if not text:
        return None
    path = base / text
    return path / PROJECT_FILE if is_folder(path) else path


def _inside(ws: Workspace, path: Path, text: str) -> Checked[ProjectFile]:
    if path.suffix not in (".yaml", ".yml"):
        return _no("L019", f"`{text}` is not a project file", None, f"a project is a `{PROJECT_FILE}`")
    if found := project_file(ws, path):
        return Checked(found)
    return _no("L020", f"`{text}` lies outside the workspace", None, "move it into the workspace, or use `-C <folder>`")


def _unique(ws: Workspace, projects: Projects, found: ProjectFile, name_of: Name) -> Checked[ProjectFile]:
    name = name_of(found)
    same = [project.file for project in projects if project != found and name and name_of(project) == name]
    if not same:
        return Checked(found)
    return Checked(None, (_twice(ws, found, name or "", same),))


def _settings(wrong: str) -> Diagnostic:
    return Diagnostic("L018", f"`{WORKSPACE_FILE}`: {wrong}", Location(WORKSPACE_FILE, 1, 1), hint="fix the file")


def _apart(folders: str) -> Diagnostic:
    """What `--all` leaves out is said."""
    hint = f"use `-C FOLDER` for them; to join them, remove their `{WORKSPACE_FILE}`; or list `projects` in this one"
    return Diagnostic("L028", f"left out, in a workspace of their own: {folders}", hint=hint, severity=Severity.NOTE)


def _twice(ws: Workspace, project: ProjectFile, name: str, others: list[str]) -> Diagnostic:
    hint = f"rename one: compiled output and state are kept by name; also in {_listed(others)}"
    return Diagnostic("L021", f"two projects have the name `{name}`", _name_line(ws, project), hint=hint)


def project_name(ws: Workspace, project: ProjectFile) -> str | None:
    """The name that a project file gives itself, found without parsing the file when it is written the usual way."""
    data = _read(ws, project)
    names = _NAME.findall(data)
    if len(names) == 1:
        return names[0].decode()
    from compiler.load.document import load_text

    document = load_text(data, project.file).value
    name = document.tree.get("project") if document else None
    return name if isinstance(name, str) else None


def _name_line(ws: Workspace, project: ProjectFile) -> Location:
    match = _NAME.search(data := _read(ws, project))
    return Location(project.file, data.count(b"\n", 0, match.start()) + 1 if match else 1, 1)


def _read(ws: Workspace, project: ProjectFile) -> bytes:
    path = f"{ws.root}/{project.file}"  # plain strings and calls: there may be thousands of projects
    try:
        status = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode):
            return b""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return os.read(descriptor, min(status.st_size, _MAX_BYTES) + 1)
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return b""


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:10]) + (", …" if len(names) > 10 else "")


def _no(code: str, summary: str, where: Location | None, hint: str) -> Checked[ProjectFile]:
    return Checked(None, (Diagnostic(code, summary, where, hint=hint),))
