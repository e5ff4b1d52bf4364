"""`fmt`: which files a word of the command line means, and each of them in the usual layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from compiler.model.workspace import ProjectFile, Workspace
from compiler.source.diagnostic import Checked, Diagnostic, refuse
from compiler.source.files import write_named

_ENDINGS = (".yaml", ".yml")
_MOST_BYTES = (1 << 20) + 1


@dataclass(frozen=True, slots=True)
class Target:
    """A file to format; `shown` is how it is told."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of one file; `changed` is true where its layout was (with a check: is) another."""

    file: str
    changed: bool


def targets_here(cwd: Path) -> tuple[Target, ...]:
    """The files of the project around `cwd`; outside of one those of all projects, and the workspace's `conf/`."""
    from compiler.load import find_projects, find_workspace, project_around

    workspace = find_workspace(cwd)
    around = project_around(workspace, cwd)
    if around is not None:
        return _unique(_of_project(workspace, around))
    return _unique(_below(workspace, find_projects(workspace), workspace.root))


def targets_named(cwd: Path, word: str) -> tuple[Target, ...]:
    """The files that a word means: a file, a folder (all projects and `conf/` below it), or a project's name.

    Raises `Refused` (U013, and what `open_session` says of an unknown project).
    """
    from compiler.load import find_projects, find_workspace
    from compiler.pipeline import open_session

    path = cwd / word
    try:
        file, folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):  # no file could have this name
        file = folder = False
    workspace = find_workspace(path if folder else cwd)
    if file:
        if path.suffix not in _ENDINGS:
            raise refuse("U013", f"`{word}` is not a YAML file", hint="`fmt` takes `.yaml` files, folders and projects")
        return (Target(path, _shown(workspace, path, word)),)
    if folder:
        return _unique(_below(workspace, find_projects(workspace), path.resolve()))
    opened = open_session(cwd, word, "local")
    if opened.value is None:
        from compiler.source.diagnostic import Refused

        raise Refused(opened.diagnostics)
    return _unique(_of_project(opened.value.workspace, opened.value.project))


def left_out(cwd: Path, word: str | None = None) -> tuple[Diagnostic, ...]:
    """L028 or L019 where all of a workspace is meant and others inside it are not, for they go on their own."""
    from compiler.load import find_all, find_workspace, list_projects, project_around

    folder = cwd / (word or "")
    try:
        workspace = find_workspace(folder)
        whole = folder.resolve() == workspace.root if word else project_around(workspace, cwd) is None
    except (OSError, ValueError):  # no file could have this name
        return ()
    return list_projects(workspace).diagnostics if whole and find_all(workspace)[1] else ()


def format_file(target: Target, *, check: bool) -> Checked[Formatted]:
    """Format one file in place, whole or not at all; with `check` nothing is written and U011 told instead."""
    from compiler.load.layout import format_text

    try:
        with target.path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError as error:
        return Checked(None, (_failed(target, "read", error),))
    formatted = format_text(data, target.shown)
    if formatted.value is None or formatted.value == data:
        done = None if formatted.value is None else Formatted(target.shown, False)
        return Checked(done, formatted.diagnostics)
    if check:
        return Checked(Formatted(target.shown, True), (unformatted(target.shown), *formatted.diagnostics))
    try:
        write_named(target.path, formatted.value)
    except OSError as error:
        return Checked(None, (_failed(target, "written", error),))
    return Checked(Formatted(target.shown, True), formatted.diagnostics)


def unformatted(name: str) -> Diagnostic:
    """What a check says of a file in another layout."""
    return Diagnostic("U011", f"`{name}` is not formatted", hint=f"run `modelwright fmt {name}`")


def _of_project(workspace: Workspace, project: ProjectFile) -> Iterator[Target]:
    """The project's file and those that it includes, as far as it can be read."""
    from compiler.load import load_spec

    document = load_spec(workspace.root, project).value
    for file in (project.file, *(document.included if document else ())):
        yield Target(workspace.root / file, file)


def _below(workspace: Workspace, projects: Iterable[ProjectFile], folder: Path) -> Iterator[Target]:
    for project in projects:
        if (workspace.root / project.file).is_relative_to(folder):
            yield from _of_project(workspace, project)
    conf = workspace.root / "conf"
    for path in sorted(conf.rglob("*")):
        if path.suffix in _ENDINGS and path.is_file() and path.is_relative_to(folder):
            yield Target(path, path.relative_to(workspace.root).as_posix())


def _unique(targets: Iterable[Target]) -> tuple[Target, ...]:
    return tuple({target.path: target for target in targets}.values())


def _shown(workspace: Workspace, path: Path, word: str) -> str:
    resolved = path.resolve()
    return resolved.relative_to(workspace.root).as_posix() if resolved.is_relative_to(workspace.root) else word


def _failed(target: Target, what: str, error: OSError) -> Diagnostic:
    hint = "the file is as it was; check permissions and free space"
    return Diagnostic("U014", f"`{target.shown}` cannot be {what}: {error.strerror or error}", hint=hint)
