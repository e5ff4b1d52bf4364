"""What this machine has and what it lacks for the things that Modelwright does."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compiler.model.workspace import Workspace
from compiler.source.version import VERSION

_PACKAGES = ("hydra-core", "omegaconf", "jinja2", "pydantic", "pulumi", "pulumi-aws", "scikit-learn", "skops")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `hint` says what to do when `ok` is false."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


def doctor(workspace: Workspace) -> tuple[Finding, ...]:
    """Look at the interpreter, the packages, the workspace and the Pulumi CLI; changes nothing."""
    version = ".".join(map(str, sys.version_info[:3]))
    return (
        Finding("modelwright", True, VERSION),
        Finding("python", sys.version_info >= (3, 11), version, "use Python 3.11 or newer"),
        *(_package(name) for name in _PACKAGES),
        _workspace(workspace),
        *_pulumi(),
        *_forgotten(workspace),
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", f"pip install {name}")


def _workspace(workspace: Workspace) -> Finding:
    folder = workspace.private if workspace.private.exists() else workspace.root
    writable = os.access(folder, os.W_OK)
    hint = "" if writable else "make the folder writable: state, artifacts and logs are kept in it"
    return Finding("workspace", writable, f"{workspace.root}{_nesting(workspace)}", hint)


def _nesting(workspace: Workspace) -> str:
    """What is to be known of workspaces around this one and below it."""
    from compiler.load import find_all, hidden_around

    told = [item.summary for item in hidden_around(workspace)]
    folders = [project.folder for project in find_all(workspace)[1]]
    if folders:
        more = ", …" if len(folders) > 10 else ""
        told.append(f"in workspaces of their own below: {', '.join(folders[:10])}{more}")
    return "".join(f"; {text}" for text in told)


def _forgotten(workspace: Workspace) -> Iterator[Finding]:
    """Stacks that may still serve although no project has their name any more."""
    from compiler.load import find_projects
    from compiler.load.project import project_name

    names = {project_name(workspace, project) for project in find_projects(workspace)}
    states = workspace.private / "state"
    for state in sorted((*states.glob("*/*.json"), *states.glob("*/*.engine"))):
        project, environment = state.parent.name, state.stem
        if project not in names:
            hint = f"modelwright destroy {project} --env {environment}"
            yield Finding(f"stack {project}/{environment}", False, "recorded, but no project has this name", hint)


def _pulumi() -> Iterator[Finding]:
    """The CLI, our plugin and the backend: what the Pulumi engine needs, and nobody else."""
    from compiler.engines.pulumi.access import login
    from compiler.engines.pulumi.command import INSTALL, find_cli, wanted

    cli = find_cli()
    if cli is None:
        detail = f"not installed; only the Pulumi engine needs it ({wanted()}): {INSTALL}"
        yield Finding("pulumi CLI", True, detail)
        return
    detail = f"{cli.version or 'unknown version'} at {cli.path}"
    fits = f"fits the Python SDK {importlib.metadata.version('pulumi')}"
    hint = f"the Pulumi engine needs {wanted()}: {INSTALL}"
    yield Finding("pulumi CLI", cli.fits, f"{detail}; {fits}" if cli.fits else detail, "" if cli.fits else hint)
    plugin = _plugin("pulumi-resource-modelwright")
    yield Finding(
        "pulumi plugin", plugin is not None, str(plugin or "missing"), "install modelwright again: pip install"
    )
    known = os.environ.get("PULUMI_BACKEND_URL") or login()
    yield Finding("pulumi login", True, known or "none; an environment without `backend:` needs one: pulumi login")


def _plugin(name: str) -> str | None:
    beside = str(Path(sys.executable).parent)
    return shutil.which(name, path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
