"""`modelwright predict`."""

from __future__ import annotations

import sys

import click

from compiler.cli.invocation import Invocation, is_terminal
from compiler.cli.options import common, environment, open_target, part_of, words_alone
from compiler.source.diagnostic import refuse


@click.command()
@click.argument("words", nargs=-1, metavar="[PROJECT[/ENDPOINT]]")
@click.option(
    "-d", "--data", metavar="FILE", required=True, help="Rows as CSV with a header, or as JSON; - for standard input."
)
@environment
@common
@click.pass_obj
def predict(invocation: Invocation, words: tuple[str, ...], data: str, environment: str) -> None:
    """Send rows to an endpoint and print its predictions.

    \b
    Example:
      modelwright predict churn --data new-customers.csv
      echo '{"tenure_months": 7, "plan": "free"}' | modelwright predict churn/churn-api --data -
    """
    from compiler import operations
    from compiler.cli.rows import rows_of
    from compiler.reports.outcome import predictions_text

    plain = words_alone(invocation, words)
    if len(plain) > 1:
        raise refuse(
            "U001", f"`{plain[1]}`: `predict` takes one project", hint="name an endpoint as `PROJECT/ENDPOINT`"
        )
    project, endpoint = part_of(invocation, plain[0] if plain else None)
    rows = rows_of(_read(invocation, data), data)
    invocation.body["environment"] = environment
    session = open_target(invocation, project, environment, ())
    predictions = invocation.take(operations.predict(session, endpoint, rows))
    invocation.body["predictions"] = predictions
    invocation.say(predictions_text(predictions))


def _read(invocation: Invocation, data: str) -> bytes:
    if data == "-":
        if is_terminal(sys.stdin):
            invocation.tell("reading rows from the terminal; end with Ctrl-D")
        return sys.stdin.buffer.read()
    try:
        return invocation.path(data).read_bytes()
    except OSError as error:
        raise refuse("U003", f"`{data}` cannot be read: {error.strerror or error}") from error
