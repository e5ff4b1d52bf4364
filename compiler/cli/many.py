"""Commands that work on many projects. In: what was selected; out: the projects, their progress, and what was said."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from compiler.cli.invocation import Invocation, is_terminal
from compiler.source.diagnostic import Refused

if TYPE_CHECKING:
    from compiler.operations.many import Many
    from compiler.operations.workspace import Outcome, Tell

T = TypeVar("T")


def open_projects(invocation: Invocation, environments: tuple[str, ...], selected: tuple[str, ...] = ()) -> Many:
    """Every project of the workspace around the current folder, or those that are selected."""
    from compiler import operations

    many = invocation.take(operations.open_many(invocation.cwd, environments or None, today=date.today()))
    invocation.root = many.workspace.root
    return operations.select(many, selected) if selected else many


def progress() -> AbstractContextManager[Tell]:
    """A bar on a terminal, else nothing."""
    from compiler.reports.bar import bar

    return bar(sys.stderr, live=is_terminal(sys.stderr))


def finish(invocation: Invocation, outcomes: Sequence[Outcome[T]]) -> None:
    """Tell what was said of all projects. Raises `Refused` when some have mistakes."""
    from compiler import operations

    diagnostics = operations.told(outcomes)
    if any(outcome.checked.failed for outcome in outcomes):
        raise Refused(diagnostics)
    invocation.report(diagnostics)
