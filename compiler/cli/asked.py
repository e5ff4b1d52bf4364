"""What `impact` is asked about. In: a word of the command line; out: the files, as records name them, or a path."""

from __future__ import annotations

import os
from pathlib import Path

from compiler.cli.invocation import Invocation
from compiler.model.workspace import Workspace
from compiler.operations.impact import Question
from compiler.source.diagnostic import refuse
from compiler.source.location import parse_path
from compiler.source.nearest import nearest
from compiler.source.share import PRODUCT, named, share

_ENDINGS = (".yaml", ".yml", ".j2", ".csv", ".py", ".json", ".toml")
_SHARED = ("conf", "templates")


def question_of(invocation: Invocation, word: str, workspace: Workspace) -> Question:
    """A file or folder where the word names one or looks like one, else a path of the configuration.

    Raises `Refused` (U010) for a file that is nowhere.
    """
    names = _names(invocation.cwd, word, workspace) if word else ()
    if names:
        return Question(names)
    if "/" in word or word.endswith(_ENDINGS):
        raise _nowhere(word, workspace)
    path = parse_path(word)
    if not path:
        raise refuse("U001", "`impact` takes a file or a path", hint="such as `models.churn.params.max_depth`")
    return Question(path=path)


def _names(cwd: Path, word: str, workspace: Workspace) -> tuple[str, ...]:
    """The names under which records know the file; empty when there is no such file or folder."""
    root = workspace.root
    if word.startswith(PRODUCT):
        kind, _, rest = word.removeprefix(PRODUCT).partition("/")
        found = share(kind) / rest if kind in _SHARED else None
        return _slashed(found, named(root, kind) + rest) if found else ()
    for base in (cwd, root):
        path = Path(os.path.normpath(base / word))
        for kind in _SHARED:
            # A file of the product under its full name, or one that a workspace would put in its place.
            for folder in (share(kind), root / kind):
                if path.is_relative_to(folder) and not (folder != share(kind) and path.exists()):
                    rest = path.relative_to(folder).as_posix().removeprefix(".")
                    if known := _slashed(share(kind) / rest, named(root, kind) + rest):
                        return known
        if path.is_relative_to(root) and (known := _slashed(path, path.relative_to(root).as_posix())):
            return known
    return ()


def _slashed(path: Path, name: str) -> tuple[str, ...]:
    """The name, with `/` at its end for a folder; none for what does not exist."""
    try:
        if path.is_dir():
            return ("" if name == "." else name.rstrip("/") + "/",)
        return (name,) if path.is_file() else ()
    except (OSError, ValueError):  # no file could have this name
        return ()


def _nowhere(word: str, workspace: Workspace) -> Exception:
    from compiler.load import find_projects

    known = [project.file for project in find_projects(workspace)]
    for kind in _SHARED:
        prefix = named(workspace.root, kind)
        known += [prefix + path.relative_to(share(kind)).as_posix() for path in share(kind).rglob("*.*")]
    match = nearest(word, known)
    hint = f"did you mean `{match}`?" if match else "files are named from here, or from the workspace's folder"
    return refuse("U010", f"there is no file `{word[:200]}`", hint=hint)
