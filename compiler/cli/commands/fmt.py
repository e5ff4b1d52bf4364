"""`modelwright fmt`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common
from compiler.source.diagnostic import Refused, Severity, refuse

if TYPE_CHECKING:
    from compiler.operations.formatting import Target

_STDIN = "-"


@click.command()
@click.argument("words", nargs=-1, metavar="[FILE | DIR | PROJECT | -]...")
@click.option("--check", is_flag=True, help="Write nothing; end with 7 when a file is not formatted.")
@common
@click.pass_obj
def fmt(invocation: Invocation, words: tuple[str, ...], check: bool) -> None:
    """Format project files, what they include, and `conf/`; comments, key order and line breaks stay.

    Indentation, spaces, blank lines and quotes are made uniform. What a file says never changes: it is read again and
    compared before it is written. Left out, the words mean the project of the current folder, and outside of one the
    whole workspace. `-` formats standard input to standard output.

    \b
    Example:
      modelwright fmt
      modelwright fmt churn conf/policy/standard.yaml
      modelwright fmt --check
    """
    if _STDIN in words:
        if len(words) > 1:
            raise refuse("U001", "`-` stands alone", hint="files and standard input do not go together")
        _stream(invocation, check)
        return
    from compiler.operations import formatting
    from compiler.reports.style import plural

    targets = _targets(invocation, words)
    notes = [note for word in words or (None,) for note in formatting.left_out(invocation.cwd, word)]
    if not targets and notes:
        raise Refused(notes)
    results = [formatting.format_file(target, check=check) for target in targets]
    done = [result.value for result in results if result.value is not None]
    invocation.body.update(check=check, files=[{"file": item.file, "changed": item.changed} for item in done])
    changed = [item.file for item in done if item.changed]
    if not check:
        invocation.say("\n".join(f"{file}  formatted" for file in changed))
    told = [item for result in results for item in result.diagnostics]
    told += [replace(note, severity=Severity.NOTE) for note in notes]
    if any(item.severity is Severity.ERROR for item in told):
        raise Refused(told)
    invocation.report(told)
    if not changed:
        invocation.say(f"{plural(len(done), 'file')}: formatted as usual, nothing to do")


def _targets(invocation: Invocation, words: tuple[str, ...]) -> list[Target]:
    from compiler.operations import formatting

    invocation.workspace()
    if not words:
        return list(formatting.targets_here(invocation.cwd))
    found = [target for word in words for target in formatting.targets_named(invocation.cwd, word)]
    return list({target.path: target for target in found}.values())


def _stream(invocation: Invocation, check: bool) -> None:
    from compiler.load.layout import format_text
    from compiler.operations.formatting import unformatted

    data = sys.stdin.buffer.read()
    text = invocation.take(format_text(data, "<stdin>"))
    changed = text != data
    invocation.body.update(check=check, files=[{"file": "<stdin>", "changed": changed}], text=text.decode())
    if check:
        if changed:
            raise Refused([unformatted(_STDIN)])
        return
    if not invocation.as_document:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
