"""Functions in an override that cannot be called. In: what Hydra says of one; out: the same in the user's words."""

from __future__ import annotations

import re

_EVALUATING = re.compile(r"\w+ while evaluating '(?P<call>.*?)': (?P<why>.*)", re.DOTALL)
_UNKNOWN = re.compile(r"Unknown function '(?P<name>\w+)'")
_QUOTE = "a text with brackets stands in quotes: `'path=\"f(x)\"'`"
_KNOWN = f"the functions are `int`, `float`, `str`, `bool` and `sort`; {_QUOTE}"


def call_problem(said: str) -> tuple[str, str] | None:
    """Why a call has no value, and a hint; None when Hydra speaks of something else."""
    found = _EVALUATING.match(said)
    if found is None:
        return None
    unknown = _UNKNOWN.match(found["why"])
    if unknown is None:
        return f"`{found['call'][:80]}` has no value", f"check what the function is given; {_QUOTE}"
    if unknown["name"] == "shuffle":
        return "`shuffle` would give another order each time", "write the values in the order that they are to have"
    return f"there is no function `{unknown['name'][:80]}`", _KNOWN
