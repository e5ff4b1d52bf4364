"""A command that is several: `modelwright preview up`, `… down`. In: its words; out: the one that is meant."""

from __future__ import annotations

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import asked_format
from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest


class Subgroup(click.Group):
    """Tells the invocation which of its commands is called, and the nearest name for one that is unknown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does. Raises `Refused` (U001)."""
        name = args[0]
        if name not in self.commands:
            raise refuse("U001", f"there is no command `{self.name} {name}`", hint=suggest(name, list(self.commands)))
        invocation = ctx.ensure_object(Invocation)
        invocation.command = f"{self.name} {name}"
        invocation.format = asked_format(self.commands[name], args[1:]) or invocation.format
        return super().resolve_command(ctx, args)
