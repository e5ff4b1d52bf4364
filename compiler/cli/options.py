"""What many commands take: `-C`, `--json`, `--env`, and a project with overrides. In: words; out: a session."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import click

from compiler.cli.invocation import Format, Invocation, is_terminal
from compiler.source.diagnostic import Refused, refuse

if TYPE_CHECKING:
    from compiler.model.plan import Step
    from compiler.pipeline import Session

F = TypeVar("F", bound=Callable[..., object])
LOCAL = "local"


def common(function: F) -> F:
    """`-C DIR` and `--json`."""
    function = click.option(
        "--json", is_flag=True, expose_value=False, callback=_json, help="Print one JSON document."
    )(function)
    return click.option(
        "-C",
        "start",
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        callback=_directory,
        help="Work as if started in DIR.",
    )(function)


def findings(function: F) -> F:
    """`--format` and `--output`, for commands whose diagnostics programs read."""
    function = click.option(
        "--output",
        metavar="FILE",
        expose_value=False,
        callback=_output,
        help="Write all diagnostics to FILE, as SARIF, whatever is shown.",
    )(function)
    return click.option(
        "--format",
        type=click.Choice([str(item) for item in Format]),
        expose_value=False,
        is_eager=True,
        callback=_format,
        help="How to answer: for people (text), as a document (json, sarif), or as annotations of GitHub Actions.",
    )(function)


def asked_format(command: click.Command, words: Sequence[str]) -> Format | None:
    """What `--format` among the words of a command asks for, known before they are parsed; `--json` goes first."""
    words = words[: words.index("--")] if "--" in words else words
    if "--json" in words or not any(parameter.callback is _format for parameter in command.params):
        return None
    found = [word.partition("=")[2] for word in words if word.startswith("--format=")]
    found += [after for word, after in pairwise(words) if word == "--format"]
    return Format(found[-1]) if found and found[-1] in list(Format) else None


def project_arguments(function: F) -> F:
    """`[PROJECT] [OVERRIDE]...`, to be read with `open_project`."""
    return click.argument("words", nargs=-1, metavar="[PROJECT] [OVERRIDE]...")(function)


def project_argument(function: F) -> F:
    """`[PROJECT]`, to be read with `open_project_alone`."""
    return click.argument("words", nargs=-1, metavar="[PROJECT]")(function)


def selection(function: F) -> F:
    """`--all` and `--select`, to be read with `means_many`."""
    function = click.option(
        "--select",
        "selected",
        multiple=True,
        metavar="EXPR",
        help="Projects by name:, owner:, tag:, path: or changed-since:REF; commas mean and, more --select mean or.",
    )(function)
    return click.option("--all", "everything", is_flag=True, help="Every project of the workspace.")(function)


def environment(function: F) -> F:
    """`--env NAME`, `local` unless given."""
    return click.option(
        "-e", "--env", "environment", default=LOCAL, metavar="NAME", help="Environment (default: local)."
    )(function)


def environments(function: F) -> F:
    """`--env NAME`, any number of times; empty means all."""
    return click.option(
        "-e", "--env", "environments", multiple=True, metavar="NAME", help="Environment; repeatable (default: all)."
    )(function)


def engine(function: F) -> F:
    """`--engine NAME`, the environment's unless given."""
    return click.option(
        "--engine", type=click.Choice(("embedded", "pulumi")), help="Engine (default: the environment's `engine:`)."
    )(function)


def refresh(function: F) -> F:
    """`--refresh` and `--no-refresh`, None unless given."""
    return click.option(
        "--refresh/--no-refresh",
        default=None,
        help="Read what runs before comparing (default: where it is in a cloud).",
    )(function)


def yes(function: F) -> F:
    """`--yes`."""
    return click.option("-y", "--yes", is_flag=True, help="Do it without asking.")(function)


def allow_destroy(function: F) -> F:
    """`--allow-destroy NAME`, any number of times."""
    return click.option(
        "--allow-destroy",
        "allowed",
        multiple=True,
        metavar="NAME",
        help="Let this protected resource go, in this run only; repeatable.",
    )(function)


def saved_plan(function: F) -> F:
    """`--plan FILE`."""
    return click.option(
        "--plan", "file", metavar="FILE", help="Do exactly what this saved plan says, without asking, or nothing."
    )(function)


def may_go(invocation: Invocation, *, yes: bool) -> Callable[[Step], bool]:
    """Asks whether a protected resource may go; no where nobody can answer, or `--yes` says not to ask."""

    def ask_for(step: Step) -> bool:
        if yes or not is_answerable(invocation):
            return False
        return ask(f"`{step.address}` is protected. Let it go, with all that it holds?")

    return ask_for


def split_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plain words and overrides: a word with `=`, or one that starts with `+` or `~`, changes the configuration."""
    overrides = tuple(word for word in words if is_override(word))
    return tuple(word for word in words if not is_override(word)), overrides


def is_override(word: str) -> bool:
    """True for `models.churn.params.max_depth=12`, `+owner=me` and `~serving.api`."""
    return "=" in word or word.startswith(("+", "~"))


def open_project(invocation: Invocation, words: tuple[str, ...], environment: str) -> Session:
    """The project that the words name (none: the one of the current folder), with their overrides."""
    plain, overrides = split_words(words)
    if len(plain) > 1:
        raise refuse(
            "U001",
            f"`{plain[1]}` is neither a second project nor an override",
            hint="one project at a time; overrides read `models.NAME.params.max_depth=12`",
        )
    return open_target(invocation, plain[0] if plain else None, environment, overrides)


def means_many(
    invocation: Invocation, words: tuple[str, ...], *, everything: bool, selected: tuple[str, ...] = ()
) -> bool:
    """True for many projects: asked for, or nothing is named and no project is around here."""
    option = "--select" if selected else "--all"
    if (everything or selected) and words:
        raise refuse("U001", f"`{words[0]}` and `{option}` do not go together", hint="leave one of them out")
    if everything and selected:
        raise refuse("U001", "`--all` and `--select` do not go together", hint="leave one of them out")
    if everything or selected or words:
        return everything or bool(selected)
    from compiler.load import find_projects, find_workspace, project_around

    workspace = find_workspace(invocation.cwd)
    return project_around(workspace, invocation.cwd) is None and len(find_projects(workspace)) > 1


def open_project_alone(invocation: Invocation, words: tuple[str, ...], environment: str) -> Session:
    """As `open_project`, for commands that look at what runs, also when no project file describes it any more."""
    from compiler.pipeline import recorded_session

    plain = words_alone(invocation, words)
    try:
        return open_project(invocation, plain, environment)
    except Refused:
        try:
            recorded = recorded_session(invocation.cwd, plain[0], environment) if len(plain) == 1 else None
        except (OSError, ValueError):  # a word that no file could have as its name
            recorded = None
        if recorded is None:
            raise
        invocation.root = recorded.workspace.root
        return recorded


def words_alone(invocation: Invocation, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, among which there is no override. Raises `Refused` (U001)."""
    plain, overrides = split_words(words)
    if overrides:
        raise refuse(
            "U001",
            f"`{overrides[0]}`: `{invocation.command}` takes no overrides",
            hint="it works on what runs; `modelwright plan` and `modelwright up` take overrides",
        )
    return plain


def open_target(invocation: Invocation, target: str | None, environment: str, overrides: tuple[str, ...]) -> Session:
    """The session of a folder, file or project name."""
    from compiler.pipeline import open_session

    invocation.overrides = overrides
    session = invocation.take(open_session(invocation.cwd, target, environment, overrides, today=date.today()))
    invocation.root = session.workspace.root
    return session


def part_of(invocation: Invocation, word: str | None) -> tuple[str | None, str | None]:
    """`churn/churn-api` is a project and an endpoint or model, unless it is a path that exists."""
    from compiler.load.probing import is_file, is_folder

    if word is None or "/" not in word.rstrip("/") or is_folder(path := invocation.path(word)) or is_file(path):
        return word, None
    project, _, part = word.rpartition("/")
    return project, part


def open_part(invocation: Invocation, words: tuple[str, ...], environment: str) -> tuple[Session, str | None]:
    """As `open_project_alone`, with what `PROJECT/PART` names of the project."""
    plain = words_alone(invocation, words)
    if len(plain) > 1:
        hint = f"name a part of it as `{plain[0]}/{plain[1]}`"
        raise refuse("U001", f"`{plain[1]}`: `{invocation.command}` takes one project", hint=hint)
    project, part = part_of(invocation, plain[0] if plain else None)
    return open_project_alone(invocation, () if project is None else (project,), environment), part


def require_consent(invocation: Invocation, *, yes: bool, hint: str) -> None:
    """Refuse at once, before any work, where nobody could answer the question that will come."""
    if not yes and not is_answerable(invocation):
        raise refuse(
            "U002",
            f"`{invocation.command}` asks before it changes anything, and nobody is there to answer",
            hint=hint,
        )


def is_answerable(invocation: Invocation) -> bool:
    """Whether somebody is there who sees a question and can answer it."""
    return not invocation.as_document and is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str) -> bool:
    """A question on the terminal; anything but yes is no."""
    return click.confirm(question, default=False, err=True)


def _json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Invocation).format = Format.JSON


def _format(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    invocation = context.ensure_object(Invocation)
    if invocation.as_json and value != Format.JSON:
        raise refuse("U001", f"`--json` and `--format {value}` do not go together", hint="leave one of them out")
    invocation.format = Format(value)


def _output(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    invocation = context.ensure_object(Invocation)
    invocation.output = value
    if invocation.format is Format.SARIF:  # it goes to the file instead, and people are told as usual
        invocation.format = Format.TEXT


def _directory(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    invocation = context.ensure_object(Invocation)
    folder = invocation.cwd / value
    try:
        found = folder.is_dir()
    except (OSError, ValueError):  # no folder could have this name, or one above it is closed to us
        found = False
    if not found:
        raise refuse("U001", f"`-C {value[:200]}`: there is no such folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise refuse("U001", f"`-C {value}`: the folder cannot be read", hint="check its permissions")
    invocation.cwd = folder.resolve()
