"""Which names may stand in a workflow: such that no expression, pattern or command can be made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compiler.source.diagnostic import refuse

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# Neither an expression (`${{`) nor a pattern of branches (`*`, `!`, `[`) can be made of these.
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_FOLDER = re.compile(r"[A-Za-z0-9._][A-Za-z0-9._/ -]*")


def require_plain(environments: Sequence[str], branch: str, folder: str) -> None:
    """Raises `Refused` (I009)."""
    for what, text, fine in (
        *(("environment", name, _NAME) for name in environments),
        ("branch", branch, _BRANCH),
        ("folder", folder, _FOLDER),
    ):
        if not fine.fullmatch(text):
            hint = "letters, digits, `_` and `-`" + ("" if fine is _NAME else ", also `.` and `/`")
            raise refuse("I009", f"the {what} `{text}` cannot stand in a workflow", hint=hint)
