"""Markdown: the places of values are checked before any is written, so that each span opens and closes by itself."""

from __future__ import annotations

import re
from functools import lru_cache

from compiler.render.problem import Problem
from compiler.render.text import Pieces

_FENCE = re.compile(r" {0,3}(?:[-*+] +|\d+[.)] +|> ?)*(```|~~~)")
_HTML = re.compile(r"\s*(?:[-*+] +|\d+[.)] +|> ?)*<")
_TAG = re.compile(r"<[A-Za-z/!?][^>]*$")
_VALUE = re.compile("\0([0-9]+)\0")


@lru_cache(maxsize=64)
def markdown_tables(pieces: Pieces) -> frozenset[int]:
    """The places (not numbers) whose value stands in a row of a table: a line that begins with a bar.

    Raises `Problem` for a value inside code, HTML, a link, or right beside a backtick or another value.
    """
    lines = "".join(
        text + (f"\0{index}\0" if index < len(pieces.numbers) else "") for index, text in enumerate(pieces.static)
    ).split("\n")
    tables: set[int] = set()
    fence, html = "", False
    for line in lines:
        html = bool(line.strip()) and (html or _HTML.match(line) is not None)
        opening = _FENCE.match(line)
        for match in _VALUE.finditer(line):
            index = int(match[1])
            if fence or opening or html or not _stands_free(line, match):
                raise Problem(
                    "R005",
                    "a value is printed inside code, HTML or a link",
                    slot=pieces.numbers[index],
                    hint="in Markdown a value stands in running text or in a table's cell, with spaces around it",
                )
            if line.lstrip(" ").startswith("|"):
                tables.add(index)
        if opening and not html and (not fence or opening[1] == fence):
            fence = "" if fence else opening[1]
    return frozenset(tables)


def _stands_free(line: str, match: re.Match[str]) -> bool:
    before, after = line[: match.start()], line[match.end() :]
    indented = len(before) - len(before.lstrip(" ")) >= 4 and not before.strip()
    inside = before.count("`") % 2 or _TAG.search(before) or before.rfind("](") > before.rfind(")")
    beside = before[-1:] in ("`", "\0", "\\", "[") or after[:1] in ("`", "\0", "]")
    return not (indented or inside or beside)
