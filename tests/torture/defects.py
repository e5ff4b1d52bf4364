"""Defects to plant in a server of command lines: `Forks("tests.torture.defects:NAME")` calls one before it serves."""

from __future__ import annotations

from dataclasses import replace


def syntax_crashes() -> None:
    """A syntax error is not expected."""
    from compiler.load import document

    document.explain_syntax = None  # ty: ignore[invalid-assignment]


def hints_are_lost() -> None:
    """The loader tells what is wrong and not what to do."""
    from compiler.load import document

    explain = document.explain_syntax
    document.explain_syntax = lambda *words: replace(explain(*words), hint="")


def nothing_is_bounded() -> None:
    """Values may nest, repeat and grow."""
    from compiler.load import builder, size

    builder.MAX_NODES = builder.MAX_DEPTH = size.MOST = 10**9
