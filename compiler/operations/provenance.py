"""Who runs a command, and from which commit: a session and the files that count go in. Nothing is refused for it."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from compiler.model.manifest import Manifest
from compiler.model.provenance import Provenance
from compiler.model.stack import Stack
from compiler.operations.git import paths_of, told_by_git
from compiler.pipeline import Session

_ACTORS = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN")
_MERGED = re.compile(r"^Merge pull request #(\d+)|\(#(\d+)\)$", re.MULTILINE)
_PULL = re.compile(r"refs/pull/(\d+)/")


def record_origin(session: Session, stack: Stack, manifest: Manifest | None) -> None:
    """What the registry takes in from now on is of this commit. Raises `Refused` (D021, D022)."""
    from compiler.provider.history import set_origin

    set_origin(stack.private, stack.project, stack.environment, provenance_of(session, manifest))


def provenance_of(session: Session, manifest: Manifest | None) -> Provenance:
    """`dirty` where a file that was compiled differs from the commit, or the command line changed something."""
    root, variables = session.workspace.root, session.variables
    who, pull = _who(variables), _pull(variables)
    commit = (told_by_git(root, "rev-parse", "--verify", "--quiet", "HEAD") or "").strip()
    if not commit:
        return Provenance(who, pull=pull)
    files = manifest.reads if manifest else (session.project.file,)
    return Provenance(who, commit, bool(session.overrides) or _differs(root, files), pull)


def pull_of(root: Path, commit: str) -> str:
    """The number of the pull request that a commit says it merged, in the forms that GitHub writes; else empty."""
    found = _MERGED.search(told_by_git(root, "log", "-1", "--format=%s", commit, "--") or "")
    return (found[1] or found[2]) if found else ""


def _differs(root: Path, files: Iterable[str]) -> bool:
    own = paths_of(files)
    said = told_by_git(root, "status", "--porcelain", "--untracked-files=all", "--", *own) if own else ""
    return said is None or bool(said)


def _who(variables: Mapping[str, str]) -> str:
    named = next((variables[name] for name in _ACTORS if variables.get(name)), "")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without a name
        return ""


def _pull(variables: Mapping[str, str]) -> str:
    found = _PULL.match(variables.get("GITHUB_REF", ""))
    return found[1] if found else variables.get("CI_MERGE_REQUEST_IID", "")
