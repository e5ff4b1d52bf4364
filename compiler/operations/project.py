"""What can be known of a session's stack without compiling it, also when its file does not make sense (any more)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

from compiler.model.preview import pull_of
from compiler.model.stack import Stack
from compiler.model.target import Target
from compiler.model.workspace import Workspace
from compiler.operations.custody import as_kept, in_other_hands, keeper, require_makeable
from compiler.operations.engine import EngineName
from compiler.pipeline import Session, compose_stack, resolve_stack
from compiler.source.diagnostic import Refused, Severity, refuse

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
LOCAL = "local"
_LONGEST = 100


def project_name(session: Session) -> str:
    """`project:` of the file, or else the folder's name: enough to look at what runs and to stop it."""
    from compiler.load import load_document

    document = load_document(session.workspace.root, session.project.file).value
    name = document.tree.get("project") if document else None
    # The name becomes a part of paths below the private folder; one with slashes must not lead out of it.
    if isinstance(name, str) and _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return name
    return PurePosixPath(session.project.folder).name or session.workspace.root.name


def program_folder(workspace: Workspace, project: str, environment: str) -> Path:
    """Where the program of a stack is compiled to; that of a preview is no part of `stacks/`."""
    if pull_of(environment) is not None:
        return workspace.private / "build" / f"{project}.{environment}"
    return workspace.stacks / project / environment


def named_stack(session: Session) -> Stack:
    """The stack of a project that need not compile (any more): enough to look at its state and to destroy it.

    Raises `Refused` (C001) when neither the project file nor anything recorded knows the environment.
    """
    from compiler.compose import list_environments
    from compiler.load import load_spec

    workspace, environment = session.workspace, session.environment
    project = project_name(session)
    program = program_folder(workspace, project, environment)
    stack = Stack(project, environment, workspace.root, workspace.private, program)
    if not _PLAIN.fullmatch(environment) or len(environment) > _LONGEST:
        raise refuse("C001", f"the project has no environment `{environment}`", hint="names are letters, digits and -")
    document = load_spec(workspace.root, session.project).value
    if document and environment not in list_environments(document) and not _recorded(stack):
        raise _unknown(session)
    return stack


def kept_stack(session: Session) -> tuple[Stack, EngineName]:
    """The stack as above, with the engine that keeps it: the one that recorded it, else the session's or the files'.

    Raises `Refused` (P026) when the session insists on the engine that does not keep it.
    """
    stack = as_kept(named_stack(session))
    found = keeper(stack)
    if found is not None:
        if session.engine not in (None, found):
            raise in_other_hands(stack, found)
        return stack, found
    platform = _platform(replace(session, overrides=()))
    kept = {name: str(platform.get(name) or "") for name in ("backend", "secrets_provider")}
    pulumi = (session.engine or platform.get("engine")) == "pulumi"
    return replace(stack, **kept), "pulumi" if pulumi else "embedded"


def by_pulumi(session: Session) -> bool:
    """Whether the Pulumi CLI deploys the session's environment. Raises `Refused` where the files cannot tell."""
    return _platform(replace(session, overrides=())).get("engine") == "pulumi"


def target_of(session: Session) -> Target:
    """Where the session's environment runs. Raises `Refused` where the files cannot tell."""
    from compiler import targets

    target = targets.get(str(_platform(replace(session, overrides=())).get("target", LOCAL)))
    if target is None:
        raise Refused(resolve_stack(session).diagnostics)
    return target


def require_means(session: Session) -> None:
    """Refuse what no answer to a question could make possible, without compiling anything.

    Raises `Refused` (P010, P020, P021), or as `by_pulumi`.
    """
    platform = _platform(session)
    engine = session.engine or platform.get("engine")
    if engine == "pulumi":
        from compiler.engines.pulumi import require_cli

        require_cli()
    else:
        require_makeable(session.environment, str(platform.get("target")), str(engine))


def require_remover(session: Session) -> None:
    """The same for taking down what runs. Raises `Refused` (P020, P021), or as `kept_stack`."""
    stack, name = kept_stack(session)
    if name == "pulumi":
        from compiler.engines.pulumi import require_cli, surely_absent

        if not surely_absent(stack):
            require_cli()


def _platform(session: Session) -> dict[str, object]:
    """`platform:` of the composed files; nothing for a local environment whose files do not make sense."""
    composed = compose_stack(session)
    if composed.value is None:
        if session.environment == LOCAL:
            return {}
        raise Refused(composed.diagnostics)
    platform = composed.value.tree.get("platform")
    return platform if isinstance(platform, dict) else {}


def elsewhere(stack: Stack, command: str) -> Refused:
    """The refusal of what only the cloud can tell; `command` is the one of the Pulumi CLI that says where."""
    return refuse(
        "O001",
        f"what runs in environment `{stack.environment}` is in a cloud, where this command does not look",
        hint=f"run: {pulumi_command(stack, command)}",
    )


def pulumi_command(stack: Stack, command: str) -> str:
    """What to type in the workspace's folder."""
    return f"cd stacks/{stack.project}/{stack.environment} && pulumi {command}"


def _recorded(stack: Stack) -> bool:
    from compiler.provider import kept

    recorded = keeper(stack) is not None or stack.state_file.exists()
    return recorded or bool(kept(stack.private, stack.project, stack.environment))


def _unknown(session: Session) -> Refused:
    """In compose's words; where it says something graver than an unknown name, in those."""
    errors = [item for item in compose_stack(session).diagnostics if item.severity is Severity.ERROR]
    return Refused([item for item in errors if item.code == "C001"] or errors)
