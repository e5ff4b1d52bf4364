"""`modelwright explain`."""

from __future__ import annotations

import re
import sys

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, environment, open_target, split_words
from compiler.source.diagnostic import Refused, refuse

_CODE = re.compile(r"[A-Za-z]\d{3}")


@click.command()
@click.argument("words", nargs=-1, metavar="CODE | [PROJECT] PATH [OVERRIDE]...")
@click.option("--list", "listed", is_flag=True, help="List every diagnostic code.")
@environment
@common
@click.pass_obj
def explain(invocation: Invocation, words: tuple[str, ...], listed: bool, environment: str) -> None:
    """Explain a diagnostic code, or which files and lines set a value of the configuration.

    \b
    Example:
      modelwright explain V052
      modelwright explain --list
      modelwright explain churn models.churn.params.max_depth --env prod
    """
    if listed and words:
        raise refuse("U001", "`--list` takes no names", hint="it lists every code")
    if listed:
        _list_codes(invocation)
        return
    plain, overrides = split_words(words)
    if len(plain) == 1 and _CODE.fullmatch(plain[0]):
        _explain_code(invocation, plain[0].upper())
        return
    if len(plain) not in (1, 2):
        raise refuse("U001", "`explain` takes a code, or a project and a path", hint="see `modelwright explain --help`")
    _explain_path(invocation, plain[0] if len(plain) == 2 else None, plain[-1], environment, overrides)


def _list_codes(invocation: Invocation) -> None:
    from compiler.reports.documents import plain as as_plain
    from compiler.reports.reference import by_phase, codes_text
    from compiler.source.codes import all_codes

    codes = by_phase(all_codes())
    invocation.body["codes"] = as_plain(codes)
    invocation.say(codes_text(codes, colour=coloured(sys.stdout)))


def _explain_code(invocation: Invocation, name: str) -> None:
    from compiler.reports.documents import plain as as_plain
    from compiler.reports.explanation import code_text
    from compiler.source.codes import all_codes
    from compiler.source.nearest import suggest

    codes = all_codes()
    if name not in codes:
        raise refuse(
            "U004",
            f"there is no diagnostic code `{name}`",
            hint=suggest(name, [code for code in codes if code[0] == name[0]] or codes),
        )
    invocation.body["code"] = as_plain(codes[name])
    invocation.say(code_text(codes[name], colour=coloured(sys.stdout)))


def _explain_path(
    invocation: Invocation, target: str | None, path: str, environment: str, overrides: tuple[str, ...]
) -> None:
    from compiler import operations
    from compiler.reports.value import explanation_json, explanation_text

    invocation.body["environment"] = environment
    try:
        session = open_target(invocation, target, environment, overrides)
        found = invocation.take(operations.explain(session, path))
    except Refused:
        if target is None:
            _require_no_project(invocation, path, environment)
        raise
    invocation.body.update(explanation_json(found))
    invocation.say(explanation_text(found, colour=coloured(sys.stdout)))


def _require_no_project(invocation: Invocation, word: str, environment: str) -> None:
    """Raises `Refused` (U001) where the word that is no path names a project."""
    from compiler.pipeline import open_session

    if open_session(invocation.cwd, word, environment).value is not None:
        hint = f"name one, such as: modelwright explain {word} models"
        raise refuse("U001", f"`{word}` is a project; `explain` needs a path in it, too", hint=hint)
