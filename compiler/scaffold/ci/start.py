"""Write workflows, or bring those that stand up to date without losing what a user changed. Raises `Refused`.

Beside them a copy of what was generated is kept (`.github/modelwright/`, `.gitlab/generated/`), to be committed: it is
what edits are told by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path
from typing import Literal

from compiler.load import find_projects, find_workspace, load_spec
from compiler.model.rendering import Artifact, Rendering
from compiler.model.workspace import ProjectFile
from compiler.render import render
from compiler.scaffold.ci.github import github
from compiler.scaffold.ci.gitlab import gitlab
from compiler.scaffold.ci.merge import merge
from compiler.source.diagnostic import Diagnostic, Refused, refuse
from compiler.source.files import write_named
from compiler.source.nearest import suggest
from compiler.source.share import share

Forge = Literal["github", "gitlab"]
_FORGES: dict[Forge, tuple[Callable[[Sequence[str], str, str], tuple[Rendering, ...]], str]] = {
    "github": (github, ".github/modelwright"),
    "gitlab": (gitlab, ".gitlab/generated"),
}
"""What each is told, and where copies are kept."""
_LOCAL = "local"
_EARLY = ("dev", "development", "test", "qa", "stage", "staging")
_LATE = ("prod", "production")


class Kept(StrEnum):
    """What became of one file."""

    NEW = "wrote"
    SAME = "unchanged"
    UPDATED = "updated"
    MERGED = "updated, your edits kept"
    REMOVED = "left out, as you removed it"


@dataclass(frozen=True, slots=True)
class File:
    """`both` are lines where the user's text stays although the generated one changed, too; `diff` what was changed."""

    path: str
    kept: Kept
    diff: str = ""
    both: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflows:
    """`root` is the repository, `copies` where copies are kept; `environments` stand in the order of deployment."""

    root: Path
    copies: str
    environments: tuple[str, ...]
    branch: str
    files: tuple[File, ...]


def write_workflows(forge: Forge, folder: Path, chosen: tuple[str, ...], branch: str | None) -> Workflows:
    """For the workspace around `folder`, in its repository; `chosen` environments in this order, or all but `local`."""
    workspace = find_workspace(folder)
    root = _repository(workspace.root)
    known = _environments(workspace.root, find_projects(workspace))
    for name in chosen:
        if name not in known:
            raise refuse("C001", f"no project has the environment `{name}`", hint=suggest(name, known))
    environments = chosen or tuple(sorted(known, key=_rank))
    branch = branch or _default_branch(root)
    inside = workspace.root.resolve().relative_to(root.resolve()).as_posix()
    told, copies = _FORGES[forge]
    checked = render(told(environments, branch, inside), (share("templates"),))
    if checked.value is None:
        raise Refused(checked.diagnostics)
    planned = [_planned(root, copies, artifact) for artifact in checked.value]
    try:
        for artifact, (file, text) in zip(checked.value, planned, strict=True):
            if file.kept not in (Kept.SAME, Kept.REMOVED):
                write_named(root / artifact.path, text.encode())
            write_named(root / _base(copies, artifact.path), artifact.content)
    except OSError as error:
        raise refuse("I001", f"`{error.filename or root}` cannot be written: {error.strerror or error}") from error
    return Workflows(root, copies, environments, branch, tuple(file for file, _ in planned))


def _planned(root: Path, copies: str, artifact: Artifact) -> tuple[File, str]:
    """What is to be written at the path of an artifact, before anything is."""
    fresh = artifact.content.decode()
    mine, base = _read(root / artifact.path), _read(root / _base(copies, artifact.path))
    if mine is None:
        return File(artifact.path, Kept.NEW if base is None else Kept.REMOVED), fresh
    if mine == fresh:
        return File(artifact.path, Kept.SAME), fresh
    if base is None:
        hint = (
            f"`init --ci` wrote no such file (no `{_base(copies, artifact.path)}`): move it away, or commit that copy"
        )
        raise Refused([Diagnostic("I001", f"`{artifact.path}` exists already", hint=hint)])
    merged = merge(base, mine, fresh)
    if merged.text == mine:
        return File(artifact.path, Kept.SAME, both=merged.kept), mine
    kept = Kept.UPDATED if mine == base else Kept.MERGED
    return File(artifact.path, kept, _diff(artifact.path, mine, merged.text), merged.kept), merged.text


def _diff(path: str, old: str, new: str) -> str:
    lines = unified_diff(old.splitlines(), new.splitlines(), f"{path} (yours)", f"{path} (now)", lineterm="")
    return "\n".join(lines)


def _base(copies: str, path: str) -> str:
    return f"{copies}/{Path(path).name}"


def _read(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise refuse("I001", f"`{path.name}` exists already and cannot be read: {error}") from error


def _repository(folder: Path) -> Path:
    return next((base for base in (folder, *folder.parents) if (base / ".git").exists()), folder)


def _default_branch(root: Path) -> str:
    head = root / ".git" / "refs" / "remotes" / "origin" / "HEAD"
    start = "ref: refs/remotes/origin/"
    text = head.read_text(encoding="utf-8", errors="replace").strip() if head.is_file() else ""
    return text.removeprefix(start) if text.startswith(start) else "main"


def _environments(root: Path, projects: Iterable[ProjectFile]) -> tuple[str, ...]:
    """All but `local`, in the order in which the projects name them."""
    from compiler.compose import list_environments

    found: dict[str, None] = {}
    some = False
    for project in projects:
        some = True
        checked = load_spec(root, project)
        if checked.value is None:
            raise Refused(checked.diagnostics)
        found |= dict.fromkeys(name for name in list_environments(checked.value) if name != _LOCAL)
    if not some:
        raise refuse("I001", "there is no project here", hint="`modelwright init NAME` starts one")
    return tuple(found)


def _rank(name: str) -> int:
    """Early ones first, production last; a stable sort keeps the order of the others."""
    return _EARLY.index(name) if name in _EARLY else len(_EARLY) + (name in _LATE)
