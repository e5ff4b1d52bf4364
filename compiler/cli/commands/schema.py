"""`modelwright schema`."""

from __future__ import annotations

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common
from compiler.source.diagnostic import refuse


@click.command()
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output.")
@common
@click.pass_obj
def schema(invocation: Invocation, output: str | None) -> None:
    """Print the JSON Schema of project files, so that editors complete and check them.

    \b
    Example:
      modelwright schema -o modelwright.schema.json
      # then, as the first line of modelwright.yaml:
      # yaml-language-server: $schema=modelwright.schema.json

    `init` does both. Write it again after an update of Modelwright.
    """
    from compiler import targets
    from compiler.source.files import write_named
    from compiler.validate.schema import json_schema, schema_text

    document = json_schema(tuple(targets.names()))
    text = schema_text(document)
    if output is None:
        invocation.body["schema"] = document
        invocation.say(text.rstrip("\n"))
        return
    try:
        write_named(invocation.path(output), text.encode())
    except OSError as error:
        raise refuse("U001", f"`{output}` cannot be written: {error.strerror}") from error
    invocation.body["file"] = output
    invocation.say(f"wrote {output}")
