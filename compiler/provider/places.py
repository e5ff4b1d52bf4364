"""Where a stack's files are below the private folder, and which of the user's own files an input names."""

from __future__ import annotations

from pathlib import Path

from compiler.provider.protocol import Scope
from compiler.source.canonical import digest_file
from compiler.source.diagnostic import refuse
from compiler.source.files import inside, plain


def log_file(private: Path, project: str, environment: str, kind: str, name: str) -> Path:
    """The log of a resource: `kind` is Dataset, TrainingRun or Endpoint. Raises `Refused` (P016)."""
    return logs_folder(private, project, environment) / f"{kind}.{plain(name)}.log"


def logs_folder(private: Path, project: str, environment: str) -> Path:
    """The logs of a stack. Raises `Refused` (P016)."""
    return private / "logs" / plain(project) / plain(environment)


def home_of(private: Path) -> str:
    """What tells a workspace from its copies: the number of its private folder on the disk, and where that is."""
    folder = private.resolve()
    try:
        return f"{folder.stat().st_ino}:{folder}"
    except OSError:
        return ""


def is_home(home: str, private: Path) -> bool:
    """True when `home` is this workspace, also after it was moved; false for one that it was copied from."""
    number, _, folder = home.partition(":")
    here_number, _, here = home_of(private).partition(":")
    if not folder or number != here_number:
        return False
    return folder == here or not Path(folder).exists()


def shown(scope: Scope, path: Path) -> str:
    """A path as seen from the workspace."""
    return path.relative_to(scope.root).as_posix() if path.is_relative_to(scope.root) else str(path)


def compiled_file(scope: Scope, relative: str, digest: str, what: str) -> Path:
    """A file that still is what was compiled; `what` is `data` or `code`. Raises `Refused` (D001, D002)."""
    path = inside(scope.root, relative)
    if path is None:
        raise refuse(
            "D001",
            f"the {what} file `{relative}` is not inside the workspace",
            hint="give a path below the folder of the project",
        )
    try:
        found = digest_file(path)
    except OSError as error:
        raise refuse(
            "D001",
            f"the {what} file `{relative}` cannot be read: {(error.strerror or 'unknown error').lower()}",
            hint="put the file back or correct its path, and run the command again",
        ) from error
    if found != digest:
        raise refuse(
            "D002",
            f"the {what} file `{relative}` changed after the project was compiled",
            hint="run the command again: it compiles first",
        )
    return path
