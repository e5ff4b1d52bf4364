"""What git knows of another commit: which projects changed since, and the files of a workspace as they were there."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.git import ask_git, told_by_git
from compiler.source.diagnostic import Refused, refuse
from compiler.source.share import PRODUCT


def changed_since(ws: Workspace, reference: str) -> Callable[[ProjectFile], bool]:
    """True for a project that reads a changed file: spec, data, code, `conf/` or a template; committed or not.

    It counts from where the current branch left `reference`. What a project reads is taken from its compiled stacks; a
    project that has none counts as changed. Raises `Refused` (U032).
    """
    changed = changed_files(ws, reference)
    # A new file of conf/ may take the place of the product's.
    named = changed | {f"{PRODUCT}{file}" for file in changed}
    folders = _stacks_by_file(ws)

    def test(project: ProjectFile) -> bool:
        stacks = folders.get(project.file)
        return project.file in changed or not stacks or any(named.intersection(reads) for reads in stacks)

    return test


def changed_files(ws: Workspace, reference: str) -> frozenset[str]:
    """Relative to the workspace: changed, added or removed since the commit, and untracked ones."""
    base = merge_base(ws, reference)
    tracked = _git(ws.root, reference, "diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", ".")
    untracked = _git(ws.root, reference, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(name for name in f"{tracked}\0{untracked}".split("\0") if name)


def main_branch(ws: Workspace) -> str:
    """`main` where there is one, else that of the remote `origin`; a checkout of a pull request has no other."""
    known = told_by_git(ws.root, "for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/remotes/origin/main")
    return "main" if not known or "refs/heads/main" in known.split() else "origin/main"


def merge_base(ws: Workspace, reference: str) -> str:
    """The commit at which the current branch left `reference`. Raises `Refused` (U032)."""
    return _git(ws.root, reference, "merge-base", _commit(ws, reference), "HEAD").strip()


def files_at(ws: Workspace, reference: str, folder: Path) -> Workspace:
    """The workspace as it is at the commit, written to the empty `folder`. Raises `Refused` (U032)."""
    if not hasattr(tarfile, "data_filter"):
        raise _unknown(reference, "this Python cannot unpack it safely; 3.11.4 and newer can")
    packed, root = folder / "files.tar", folder / "work"
    _git(ws.root, reference, "archive", "--format=tar", f"--output={packed}", _commit(ws, reference), "--", ".")
    root.mkdir()
    try:
        with tarfile.open(packed) as archive:
            archive.extractall(root, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise _unknown(reference, str(error)) from error
    packed.unlink()
    return Workspace(root, root / "conf" if (root / "conf").is_dir() else None)


def _commit(ws: Workspace, reference: str) -> str:
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    return _git(ws.root, reference, *words).strip()


def _stacks_by_file(ws: Workspace) -> dict[str, list[tuple[str, ...]]]:
    """For each project file what the stacks read that it was compiled to."""
    from compiler.emit import read_manifest

    found: dict[str, list[tuple[str, ...]]] = {}
    for folder in sorted(ws.stacks.glob("*/*")):
        manifest = read_manifest(folder)
        for file in manifest.reads if manifest else ():
            if file.endswith("modelwright.yaml"):
                found.setdefault(file, []).append(manifest.reads if manifest else ())
    return found


def _git(root: Path, reference: str, *words: str) -> str:
    try:
        done = ask_git(root, *words)
    except (OSError, subprocess.SubprocessError) as error:
        raise _unknown(reference, str(error)) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise _unknown(reference, said[0] if said else f"there is no commit `{reference}`")
    return done.stdout.decode(errors="surrogateescape")


def _unknown(reference: str, why: str) -> Refused:
    hint = "name a branch, a tag or a commit; in CI fetch the history (`fetch-depth: 0`)"
    return refuse("U032", f"git cannot tell what changed since `{reference}`: {why.removeprefix('fatal: ')}", hint=hint)
