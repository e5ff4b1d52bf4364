"""The tree of commands: global options, and commands that are imported when they are called."""

from __future__ import annotations

import importlib

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import asked_format, common
from compiler.cli.table import COMMANDS
from compiler.source.diagnostic import Diagnostic, Refused
from compiler.source.version import VERSION

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """Knows its commands from a table and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        return getattr(importlib.import_module(module), name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name for one that is unknown."""
        name = args[0]
        if name not in COMMANDS:
            from compiler.source.nearest import suggest

            raise Refused([Diagnostic("U001", f"there is no command `{name}`", hint=suggest(name, COMMANDS))])
        invocation = ctx.ensure_object(Invocation)
        invocation.command = name
        resolved = super().resolve_command(ctx, args)
        assert resolved[1] is not None, "the table names commands that exist"
        invocation.format = asked_format(resolved[1], args[1:]) or invocation.format
        return resolved

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table, so that help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings=_SETTINGS)
@click.version_option(VERSION, prog_name="modelwright", message="%(prog)s %(version)s")
@common
def cli() -> None:
    """Compile ML systems written as YAML into Pulumi programs and training jobs, and keep what runs in sync.

    \b
    Example:
      modelwright init                      start in an empty folder
      modelwright up                        train, gate, register and serve
      modelwright up models.iris.params.max_depth=4
    """
