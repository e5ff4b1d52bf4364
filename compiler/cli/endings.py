"""How a run ends when it does not end well. In: what was raised; out: diagnostics told, and the exit code."""

from __future__ import annotations

import os
import platform
import re
import shlex
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from compiler.cli.exits import BUG, DETAILED_ERROR, INTERRUPTED, TERMINATED, USAGE, exit_code
from compiler.cli.invocation import Format, Invocation
from compiler.cli.signals import Terminated
from compiler.source.diagnostic import Diagnostic, Refused
from compiler.source.files import refused_by_system
from compiler.source.nearest import nearest
from compiler.source.version import VERSION

_QUOTES = re.compile(r"'([^']*)'")


def ending(invocation: Invocation, argv: Sequence[str], error: BaseException) -> int:
    """Tell what was raised; the exit code."""
    match error:
        case Refused():
            return refused(invocation, error.diagnostics)
        case click.UsageError():
            return wrong_usage(invocation, error)
        case KeyboardInterrupt() | click.Abort():
            return interrupted(invocation, terminated=isinstance(error, Terminated))
        case OSError() if refused_by_system(error):
            return refused(invocation, [unusable(invocation, error)])
        case _:
            return crashed(invocation, argv, error)


def refused(invocation: Invocation, diagnostics: Iterable[Diagnostic]) -> int:
    """An error in what the user wrote, or an operation that failed."""
    listed = tuple(diagnostics)
    invocation.command = invocation.command or "modelwright"
    invocation.report(listed)
    return DETAILED_ERROR if invocation.detailed_exit else exit_code(listed)


def wrong_usage(invocation: Invocation, error: click.UsageError) -> int:
    """A command line that click could not read."""
    context = error.ctx
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        invocation.tell(error.format_message())
        return USAGE
    command = context.command_path if context else "modelwright"
    hint = f"see `{command} --help`"
    summary = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption):
        known = [option for item in context.command.params for option in item.opts] if context else []
        match = nearest(error.option_name, [*known, "--help"])
        summary = f"`{command}` has no option `{error.option_name}`"
        hint = f"did you mean `{match}`?" if match else hint
    return refused(invocation, [Diagnostic("U001", _QUOTES.sub(r"`\1`", summary[:1].lower() + summary[1:]), hint=hint)])


def unusable(invocation: Invocation, error: OSError) -> Diagnostic:
    """The file that the system refused (U041), as seen from the workspace."""
    name = "a file"
    if isinstance(error.filename, (str, bytes)):
        path, root = Path(os.fsdecode(error.filename)), invocation.workspace()
        name = f"`{path.relative_to(root).as_posix() if path.is_relative_to(root) else path}`"
    hint = "make room or repair its permissions, then run the same command again"
    return Diagnostic("U041", f"{name} cannot be read or written: {error.strerror}", hint=hint)


def interrupted(invocation: Invocation, *, terminated: bool) -> int:
    """Stopped from outside."""
    if invocation.format is not Format.TEXT:
        refused(invocation, [Diagnostic("U006", "terminated" if terminated else "interrupted")])
    else:
        invocation.tell("terminated" if terminated else "\ninterrupted")
    return TERMINATED if terminated else INTERRUPTED


def crashed(invocation: Invocation, argv: Sequence[str], error: BaseException) -> int:
    """A bug of ours: a report file, and three lines instead of a traceback."""
    text = "".join(traceback.format_exception(error))
    where = _write_report(invocation, argv, text)
    summary = f"this is a bug in modelwright: {type(error).__name__}: {error}"
    hint = f"details are in {where}" if where else f"details could not be written:\n{text}"
    refused(invocation, [Diagnostic("U007", " ".join(summary.split())[:300], hint=hint)])
    return BUG


def _write_report(invocation: Invocation, argv: Sequence[str], text: str) -> Path | None:
    """In the workspace's private folder where there is a workspace, else in the folder for temporary files."""
    now = datetime.now(UTC)
    head = (
        f"modelwright {VERSION}, python {platform.python_version()}, {platform.platform()}\n"
        f"{now.isoformat(timespec='seconds')}\n{shlex.join(['modelwright', *argv])}\n\n"
    )
    name = f"crash-{now:%Y%m%d-%H%M%S}-{now.microsecond:06d}.txt"
    for folder in (invocation.workspace() / ".modelwright", Path(tempfile.gettempdir())):
        if not folder.parent.joinpath("modelwright.toml").exists() and not folder.is_dir():
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(head + text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    return None
