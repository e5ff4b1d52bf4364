"""Every diagnostic code with its documentation, one table per phase; `modelwright explain CODE` prints it."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.source.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """`title` names the fault, `why` says what is wrong and what to do; `wrong` and `right` are short examples."""

    id: str
    title: str
    why: str
    wrong: str = ""
    right: str = ""
    exit: int = 2
    """2 the spec or the command line is wrong; 4 an operation failed; 5 a gate or policy refused; 6 drift;
    7 stale output where none was expected."""
    severity: Severity = Severity.ERROR
    """The worst that it is told as: what is a warning or a note at most does not change a command's exit code."""
    waivable: bool = False
    """True for a judgement, which a spec may waive with a reason and an expiry date; never for shape or safety."""


def ending(code: Code) -> str:
    """The last line of a code's documentation: what a command ends with, and whether a spec may waive the finding."""
    waiving = "A spec can waive it, with a reason and an expiry date" if code.waivable else "It cannot be waived"
    effect = code.exit if code.severity is Severity.ERROR else f"none: a {code.severity}"
    return f"Exit code {effect}. {waiving}."


def all_codes() -> dict[str, Code]:
    """Every code of the product, by id."""
    from compiler.source.codes import (
        compose,
        data,
        emit,
        graph,
        init,
        load,
        operations,
        plan,
        render,
        secrets,
        serving,
        usage,
        validate,
    )

    tables = (load, compose, validate, graph, render, emit, plan, secrets, data, serving, init, usage, operations)
    return {code.id: code for table in tables for code in table.CODES}
