"""A folder goes in; the workspace around it and the projects below come out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from compiler.load.probing import is_file, is_folder
from compiler.model.workspace import PROJECT_FILE, WORKSPACE_FILE, ProjectFile, Workspace
from compiler.source.share import share

_SKIPPED = frozenset({"stacks", "node_modules", "__pycache__", "site-packages"})
_DEEPEST = 8


def find_workspace(start: Path) -> Workspace:
    """The nearest folder from `start` up with `conf/` or modelwright.toml, else with modelwright.yaml, else `start`."""
    base = start.resolve()
    if is_file(base):
        base = base.parent
    around = (base, *base.parents)
    root = workspace_around(base) or next((folder for folder in around if is_file(folder / PROJECT_FILE)), base)
    conf = root / "conf"
    own = is_folder(conf) and conf.resolve() != share("conf").resolve()
    return Workspace(root, conf if own else None)


def workspace_around(folder: Path) -> Path | None:
    """The nearest folder from this one up that is marked as a workspace, by modelwright.toml or `conf/`."""
    around = (folder, *folder.parents)
    return next((base for base in around if is_file(base / WORKSPACE_FILE) or is_folder(base / "conf")), None)


def find_projects(ws: Workspace) -> tuple[ProjectFile, ...]:
    """Every project of the workspace, by path; `projects = ["examples/*"]` in modelwright.toml limits the folders.

    A folder below the root with a modelwright.toml of its own is another workspace and left out.
    """
    return find_all(ws)[0]


def find_all(ws: Workspace) -> tuple[tuple[ProjectFile, ...], tuple[ProjectFile, ...]]:
    """The workspace's projects, and those of workspaces inside this one; the latter none where `projects` is set."""
    patterns, _ = read_settings(ws)
    if patterns is None:
        own, apart = _walk(str(ws.root))
        return _sorted(own), _sorted(apart)
    folders = {folder for pattern in patterns for folder in _matching(ws.root, pattern)}
    found = (project_file(ws, folder / PROJECT_FILE) for folder in folders if is_file(folder / PROJECT_FILE))
    return _sorted({project for project in found if project and not _nested(ws.root, project.folder)}), ()


def project_file(ws: Workspace, path: Path) -> ProjectFile | None:
    """`path` as a project of the workspace; None when it lies outside."""
    try:
        relative = path.resolve().relative_to(ws.root.resolve())
    except (ValueError, OSError, RuntimeError):
        return None
    return ProjectFile(relative.as_posix(), relative.parent.as_posix())


def read_settings(ws: Workspace) -> tuple[list[str] | None, str]:
    """The `projects` patterns of modelwright.toml, and what is wrong with that file (empty when nothing is)."""
    path = ws.root / WORKSPACE_FILE
    if not is_file(path):  # a pipe in its place would never end
        return None, ""
    try:
        text = path.read_text(encoding="utf-8")
        if not text:
            return None, ""
        import tomllib

        settings = tomllib.loads(text)
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError, RecursionError) as error:
        return None, f"it cannot be read: {str(error).splitlines()[0] if str(error) else 'not TOML'}"
    if unknown := sorted(set(settings) - {"projects"}):
        return None, f"the key `{unknown[0]}` is unknown; the only one is `projects`"
    patterns = settings.get("projects")
    if patterns is None:
        return None, ""
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        return None, '`projects` must be a list of folders, such as ["examples/*"]'
    return patterns, ""


def _matching(root: Path, pattern: str) -> Iterator[Path]:
    if not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        return
    try:
        found = [root] if pattern == "." else sorted(root.glob(pattern))
    except (OSError, ValueError, IndexError, NotImplementedError, RecursionError):  # no folder could have this name
        return
    yield from (path for path in found if is_folder(path))


def _nested(root: Path, folder: str) -> bool:
    """True when a workspace below `root` lies around the folder."""
    below = root / folder
    return any(is_file(around / WORKSPACE_FILE) for around in (below, *below.parents) if root in around.parents)


def _sorted(projects: Iterable[ProjectFile]) -> tuple[ProjectFile, ...]:
    return tuple(sorted(projects, key=lambda project: project.file))


def _walk(root: str) -> tuple[list[ProjectFile], list[ProjectFile]]:
    """Own projects and those apart. Plain strings instead of paths: there may be thousands of folders to look into."""
    own: list[ProjectFile] = []
    apart: list[ProjectFile] = []
    waiting = [("", 0, own)]
    while waiting:
        folder, depth, found = waiting.pop()
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                here = {entry.name: entry for entry in entries}
            if "pyvenv.cfg" in here:
                continue
            if folder and WORKSPACE_FILE in here and here[WORKSPACE_FILE].is_file():
                found = apart
            if PROJECT_FILE in here and here[PROJECT_FILE].is_file():
                found.append(ProjectFile(f"{folder}{PROJECT_FILE}", folder[:-1] or "."))
            inner = [name for name, entry in here.items() if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        if depth < _DEEPEST:
            kept = (name for name in inner if not name.startswith(".") and name not in _SKIPPED)
            waiting += [(f"{folder}{name}/", depth + 1, found) for name in kept]
    return own, apart
