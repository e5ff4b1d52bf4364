"""The exit code of a run. In: its diagnostics; out: a number from the list in the README."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.source.codes import all_codes
from compiler.source.diagnostic import Diagnostic, Severity

OK, USAGE, FAILED, REFUSED, DRIFT, CHANGES, INTERRUPTED, TERMINATED, BUG = 0, 2, 4, 5, 6, 7, 130, 143, 255
DETAILED_ERROR, DETAILED_CHANGES = 1, 2
_WEIGHTS = {
    exit_code: weight for weight, exit_code in enumerate((USAGE, CHANGES, DRIFT, FAILED, REFUSED, INTERRUPTED, BUG))
}


def exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    """Of several errors the gravest decides: a gate that refused before a failed operation before a wrong spec."""
    codes = all_codes()
    exits = [codes[item.code].exit for item in diagnostics if item.severity is Severity.ERROR and item.code in codes]
    return max(exits, key=lambda value: _WEIGHTS.get(value, 0), default=USAGE)
