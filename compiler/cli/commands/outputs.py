"""`modelwright outputs`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, engine, environment, open_project_alone
from compiler.source.diagnostic import refuse


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT] [NAME]")
@environment
@engine
@common
@click.pass_obj
def outputs(invocation: Invocation, words: tuple[str, ...], environment: str, engine: str | None) -> None:
    """Show what the last `up` recorded: addresses, versions, metrics. Secret values are masked.

    NAME is one output, or what is inside one; a text is then printed as it is, for scripts. Inside of a project its
    name may be left out before an output's that has a dot.

    \b
    Example:
      modelwright outputs churn
      modelwright outputs churn endpoints.churn-api.url
      modelwright outputs churn --env prod --json
    """
    from compiler import operations
    from compiler.operations.project import project_name
    from compiler.operations.recorded import output
    from compiler.reports.outcome import output_text, outputs_text

    if len(words) > 2:
        raise refuse("U001", f"`{words[2]}` is one word too many", hint="a project, and one output of it")
    invocation.body.update(project=None, environment=environment, outputs={})
    project, name = _split(invocation, words)
    session = replace(open_project_alone(invocation, project, environment), engine=engine)
    invocation.body["project"] = project_name(session)
    found = invocation.take(operations.outputs(session))
    invocation.body["outputs"] = found
    if name is not None:
        value = output(found, name)
        invocation.body["value"] = value
        invocation.say(output_text(value))
    else:
        invocation.say(outputs_text(found, colour=coloured(sys.stdout)) or "nothing is recorded")


def _split(invocation: Invocation, words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Project and output, if any. A name with a dot is no project's: inside of a project its name may be left out."""
    if len(words) == 1 and "." in words[0] and not invocation.path(words[0]).exists():
        return (), words[0]
    return words[:1], words[1] if len(words) == 2 else None
