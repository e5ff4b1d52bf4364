"""What is told at the end of a run, all at once: the document, the annotations, the file. Out: the exit code."""

from __future__ import annotations

import sys

from compiler.cli.exits import BUG, FAILED
from compiler.cli.invocation import Format, Invocation, printable
from compiler.source.diagnostic import Diagnostic
from compiler.source.files import write_named


def answer(invocation: Invocation, code: int) -> int:
    """Write what the run found in the format that it was asked for, and to the file of `--output`.

    A file that cannot be written is an error of its own (U040); everything else is told all the same.
    """
    written = invocation.output is None or _write(invocation, code)
    match invocation.format:
        case Format.JSON if invocation.body or invocation.diagnostics:
            from compiler.reports.documents import document_text

            print(document_text(invocation.command, invocation.body, invocation.diagnostics), flush=True)
        case Format.SARIF if _asked_something(invocation):
            print(_sarif(invocation, code), flush=True)
        case Format.GITHUB if invocation.diagnostics:
            print(printable(_annotations(invocation), sys.stdout), flush=True)
        case _:
            pass
    return code if written else code or FAILED


def _asked_something(invocation: Invocation) -> bool:
    """False after `--help`."""
    return bool(invocation.body or invocation.diagnostics)


def _write(invocation: Invocation, code: int) -> bool:
    assert invocation.output is not None
    if not _asked_something(invocation):
        return True
    try:
        write_named(invocation.path(invocation.output), f"{_sarif(invocation, code)}\n".encode())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        summary = f"`{invocation.output}` cannot be written: {reason}"
        invocation.report([Diagnostic("U040", summary, hint="name another file with `--output`")])
        return False
    return True


def _sarif(invocation: Invocation, code: int) -> str:
    from compiler.reports.places import repository_prefix
    from compiler.reports.sarif import sarif_text

    prefix = repository_prefix(invocation.workspace())
    return sarif_text(invocation.command, invocation.diagnostics, invocation.read, prefix, crashed=code == BUG)


def _annotations(invocation: Invocation) -> str:
    from compiler.reports.github import github_text
    from compiler.reports.places import repository_prefix

    elsewhere = "add `--output FILE` to have all of them as SARIF"
    if invocation.output is not None:
        elsewhere = f"all of them are in {invocation.output}"
    prefix = repository_prefix(invocation.workspace())
    return github_text(invocation.diagnostics, invocation.read, prefix, elsewhere)
