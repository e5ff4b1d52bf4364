"""One command line. In: its words; out: its answer on the standard streams, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from compiler.cli.group import cli
from compiler.cli.invocation import Format, Invocation

_CLOSED_PIPE = 141


def run(argv: Sequence[str]) -> int:
    """Run one command line and print its answer: where a document is asked for exactly one, whatever happens."""
    options = list(argv)[: argv.index("--")] if "--" in argv else argv
    invocation = Invocation(Format.JSON if "--json" in options else Format.TEXT, cwd=Path.cwd())
    try:
        code = _attempt(invocation, argv)
        if invocation.output is not None or invocation.format is not Format.TEXT:
            from compiler.cli.answer import answer

            code = answer(invocation, code)
    except BrokenPipeError:
        # Whoever read our output has seen enough; what Python still wants to flush goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        if invocation.output is not None:
            from compiler.cli.answer import answer

            answer(invocation, _CLOSED_PIPE)
        return _CLOSED_PIPE
    return code


def _attempt(invocation: Invocation, argv: Sequence[str]) -> int:
    """The exit code; whatever is raised becomes diagnostics here."""
    try:
        code = _invoke(invocation, argv)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        from compiler.cli.endings import ending

        return ending(invocation, argv, error)
    return code if isinstance(code, int) else 0


def _invoke(invocation: Invocation, argv: Sequence[str]) -> object:
    """What the command returns. click's own `main` would turn signals and closed pipes into endings of its own."""
    if "_MODELWRIGHT_COMPLETE" in os.environ:
        return cli.main(list(argv), prog_name="modelwright", obj=invocation)
    with cli.make_context("modelwright", list(argv), obj=invocation) as context:
        return cli.invoke(context)
