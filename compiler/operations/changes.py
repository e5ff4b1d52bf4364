"""What git knows of another commit: which projects and files of a workspace changed since."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from compiler.model.workspace import PROJECT_FILE, ProjectFile, Workspace
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
    tracked = git_told(ws.root, reference, "diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", ".")
    untracked = git_told(ws.root, reference, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(name for name in f"{tracked}\0{untracked}".split("\0") if name)


def main_branch(ws: Workspace) -> str:
    """`main` where there is one, else that of the remote `origin`; a checkout of a pull request has no other."""
    known = told_by_git(ws.root, "for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/remotes/origin/main")
    return "main" if not known or "refs/heads/main" in known.split() else "origin/main"


def merge_base(ws: Workspace, reference: str) -> str:
    """The commit at which the current branch left `reference`. Raises `Refused` (U032)."""
    return git_told(ws.root, reference, "merge-base", commit_of(ws, reference), "HEAD").strip()


def commit_of(ws: Workspace, reference: str) -> str:
    """The full name of the commit. Raises `Refused` (U032)."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    return git_told(ws.root, reference, *words).strip()


def _stacks_by_file(ws: Workspace) -> dict[str, list[tuple[str, ...]]]:
    """For each project file what the stacks read that it was compiled to."""
    from compiler.emit import read_reads

    found: dict[str, list[tuple[str, ...]]] = {}
    for folder in sorted(ws.stacks.glob("*/*")):
        reads = read_reads(folder)
        for file in reads:
            if file.endswith(PROJECT_FILE):
                found.setdefault(file, []).append(reads)
    return found


def git_told(
    root: Path, reference: str, *words: str, given: bytes = b"", variables: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What git says; `given` and `variables` as for `ask_git`. Raises `Refused` (U032), which names the reference."""
    try:
        done = ask_git(root, *words, given=given, variables=variables)
    except (OSError, subprocess.SubprocessError) as error:
        raise _unknown(reference, str(error)) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise _unknown(reference, said[0] if said else f"there is no commit `{reference}`")
    return done.stdout.decode(errors="surrogateescape")


def _unknown(reference: str, why: str) -> Refused:
    hint = "name a branch, a tag or a commit; in CI fetch the history (`fetch-depth: 0`)"
    return refuse("U032", f"git cannot tell what changed since `{reference}`: {why.removeprefix('fatal: ')}", hint=hint)
