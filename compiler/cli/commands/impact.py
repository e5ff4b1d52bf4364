"""`modelwright impact`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import LOCAL, common, environments, open_target, words_alone
from compiler.source.diagnostic import refuse

if TYPE_CHECKING:
    from compiler.operations import Many, StackImpact


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[PROJECT] FILE | PATH")
@environments
@common
@click.pass_obj
def impact(invocation: Invocation, words: tuple[str, ...], environments: tuple[str, ...]) -> None:
    """Show which projects, environments and resources change when a file or a value does.

    FILE is a template, a file of `conf/`, or a project's own file, data or code (or a folder of them); PATH is a value
    of the configuration. Every project of the workspace is asked, or PROJECT alone. Nothing is written.

    \b
    Example:
      modelwright impact conf/policy/standard.yaml
      modelwright impact templates/aws/endpoint.py.j2 --env prod
      modelwright impact churn models.churn.params.max_depth
    """
    from compiler import operations
    from compiler.cli.asked import question_of
    from compiler.cli.many import finish, progress
    from compiler.reports.impact import impact_json, impact_text

    plain = words_alone(invocation, words)
    if len(plain) > 2:
        raise refuse("U001", "`impact` takes a file or a path", hint="see `modelwright impact --help`")
    many = _many(invocation, plain[:-1], environments)
    question = question_of(invocation, plain[-1], many.workspace)
    with progress() as tell:
        outcomes = operations.impact_many(many, question, tell)
    stacks = [stack for outcome in outcomes for stack in outcome.checked.value or ()]
    if question.path and not any(outcome.checked.failed for outcome in outcomes):
        _require(stacks, plain[-1])
    invocation.body.update({"asked": plain[-1], **impact_json(stacks)})
    invocation.say(impact_text(f"`{plain[-1]}`", stacks, colour=coloured(sys.stdout)))
    finish(invocation, outcomes)


def _many(invocation: Invocation, target: tuple[str, ...], environments: tuple[str, ...]) -> Many:
    from compiler import operations
    from compiler.cli.many import open_projects

    if not target:
        return open_projects(invocation, environments)
    session = open_target(invocation, target[0], LOCAL, ())
    return operations.Many(session.workspace, (session.project,), environments or None)


def _require(stacks: list[StackImpact], path: str) -> None:
    """Refuse a path that leads nowhere in every stack, with the hint of the one that knows most of it."""
    if not stacks:
        raise refuse("O010", f"there is no project that could have `{path}`", hint="check `--env`, or `-C DIR`")
    missing = [stack.missing for stack in stacks if stack.missing]
    if len(missing) == len(stacks):
        best = max(missing, key=lambda item: item.depth)
        raise refuse("O010", best.summary, hint=best.hint)
