"""`modelwright logs`."""

from __future__ import annotations

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common, environment, open_target, words_alone
from compiler.source.diagnostic import refuse


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT] [NAME]")
@environment
@click.option("-f", "--follow", is_flag=True, help="Go on printing as lines are added, until Ctrl-C.")
@click.option(
    "-n",
    "--lines",
    default=50,
    show_default=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="The last N lines of each.",
)
@common
@click.pass_obj
def logs(invocation: Invocation, words: tuple[str, ...], environment: str, follow: bool, lines: int) -> None:
    """Show what training jobs and servers said. NAME picks one, such as `churn-api`.

    \b
    Example:
      modelwright logs churn
      modelwright logs churn churn-api --follow
    """
    from compiler import operations
    from compiler.cli.tail import follow_files, last_lines

    if follow and invocation.as_json:
        raise refuse(
            "U001",
            "`--follow` and `--json` do not go together",
            hint="one document cannot go on for ever; leave one out",
        )
    plain = words_alone(invocation, words)
    if len(plain) > 2:
        raise refuse(
            "U001", f"`{plain[2]}`: `logs` takes a project and a name, no more", hint="see `modelwright logs --help`"
        )
    invocation.body["environment"] = environment
    session = open_target(invocation, plain[0] if plain else None, environment, ())
    files = invocation.take(operations.logs(session, plain[1] if len(plain) == 2 else None))
    tails = {file.name: last_lines(file.path, lines) for file in files}
    invocation.body["logs"] = [{"name": file.name, "path": file.path, "lines": tails[file.name]} for file in files]
    for file in files:
        if not tails[file.name]:
            continue
        if len(files) > 1:
            invocation.say(f"==> {file.name} ({_relative(file.path, invocation)})")
        invocation.say("\n".join(tails[file.name]))
    if not files:
        invocation.tell("no logs yet")
    elif lines and (silent := [file.name for file in files if not tails[file.name]]):
        invocation.tell(f"said nothing: {', '.join(silent)}")
    if follow:
        follow_files({file.name: file.path for file in files}, invocation.say)


def _relative(path: object, invocation: Invocation) -> str:
    return str(path).removeprefix(f"{invocation.workspace()}/")
