"""`modelwright doctor`."""

from __future__ import annotations

import sys

import click

from compiler.cli.exits import FAILED
from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common


@click.command()
@common
@click.pass_obj
def doctor(invocation: Invocation) -> int:
    """Check this machine and this workspace: what is missing, and what to do about it.

    \b
    Example:
      modelwright doctor
    """
    from compiler import operations
    from compiler.load import find_workspace
    from compiler.reports.status import findings_text

    findings = operations.doctor(find_workspace(invocation.cwd))
    fine = all(finding.ok for finding in findings)
    invocation.body.update(ok=fine, findings=list(findings))
    invocation.say(findings_text(findings, colour=coloured(sys.stdout)))
    return 0 if fine else FAILED
