"""`modelwright version`."""

from __future__ import annotations

import platform

import click

from compiler.cli.invocation import Invocation
from compiler.cli.options import common
from compiler.source.version import VERSION


@click.command()
@common
@click.pass_obj
def version(invocation: Invocation) -> None:
    """Print the version of Modelwright and of the Python that runs it.

    \b
    Example:
      modelwright version
    """
    invocation.body.update(modelwright=VERSION, python=platform.python_version())
    invocation.say(f"modelwright {VERSION} (Python {platform.python_version()})")
