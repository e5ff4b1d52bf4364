"""Diagnostic codes, explained. In: a code; out: text."""

from __future__ import annotations

import textwrap

from compiler.reports.style import paint
from compiler.source.codes import Code, ending


def code_text(code: Code, *, colour: bool) -> str:
    """What a code means, with a wrong and a right example."""
    parts = [paint(f"{code.id}: {code.title}", "bold", colour), textwrap.fill(code.why, 100)]
    for name, example in (("Wrong", code.wrong), ("Right", code.right)):
        if example:
            parts.append(f"{name}:\n{textwrap.indent(example.rstrip(), '    ')}")
    return "\n\n".join([*parts, ending(code)])
