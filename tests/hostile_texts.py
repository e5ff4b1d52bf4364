"""Texts that mean something to a shell, a runner, Markdown, HTML or a terminal, put together at random."""

from __future__ import annotations

from random import Random

PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- modelwright report -->", "-->", "</details>",
    "</code></td>", "<details open>", "@acme/owners", "#1", "GH-1", "[click](https://evil.example)", "![x](y.png)",
    "https://evil.example", "<https://evil.example>", "`", "``", "```", "~~~", "|", "# heading", "- item", "> quote",
    "1. one", "---", "    four", "**bold**", "_it_", "~~gone~~", "&lt;b&gt;", "&#x3c;", "&amp;", "\\", "\\`", "[x]: y",
    '" onmouseover="alert(1)', "' onload='alert(1)", "javascript:alert(1)", "]]>", "<![CDATA[", "<?php", "</style>",
    "::error::all is lost", "::set-output name=a::b", "::add-mask::x", "##[error]lost", "##[group]", "%0A::error::x",
    "$(touch pwned)", "`touch pwned`", "; touch pwned;", "&& touch pwned", "| touch pwned", "> pwned", "${IFS}",
    "$((1/0))", "$HOME", "~", "*", "?", "{a,b}", "!!", "'", '"', "\\n", "-rf", "--help", "--", "=", "%s%n", "<<EOF",
    "\x1b[31m", "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x08", "\x7f", "\r", "\x0b", "\x85", "\u2028", "\u202e",
    "\u2066", "\u200b", "\ufeff", "\u061c", "e\u0301", "\U0001f600", "\U000e0041", " ", "  ", "\t", "word", "1.0",
)  # fmt: skip
BREAKS = ("\n", "\n\n", "\r\n")


def hostile_text(chance: Random, *, breaks: bool = True) -> str:
    """One text of up to seven pieces; without `breaks` it is one line, as a branch or a folder may be called."""
    pieces = PIECES + BREAKS * 4 if breaks else PIECES
    return "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 8)))
