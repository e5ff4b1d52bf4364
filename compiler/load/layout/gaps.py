"""What stands between two tokens goes in: blanks, line ends and comments; its lines come out."""

from __future__ import annotations

from dataclasses import dataclass

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line between tokens: a comment and the column where it stood, or empty."""

    comment: str
    column: int


def split_gap(gap: str, *, begins: bool, ends: bool) -> tuple[str, list[Line]]:
    """The comment at the end of the first line with the blanks before it, and the whole lines that follow.

    `begins` and `ends` tell that no token stands before or after: then the first or last line is a whole one too.
    """
    lines = gap.split("\n")
    trailing = ""
    if not begins:
        first = lines.pop(0)
        if comment := first.strip():
            # More than two blanks were put there to align comments; they stay.
            trailing = " " * max(_LEAST, len(first) - len(first.lstrip())) + comment
    if not ends and lines:
        lines.pop()
    return trailing, [Line(line.strip(), len(line) - len(line.lstrip())) for line in lines]
