"""The new text, piece by piece, and the proof that it says the same."""

from __future__ import annotations

import re

from compiler.load.document import load_text
from compiler.load.layout.gaps import Line, split_gap
from compiler.load.layout.pieces import STEP, Piece, Unusual, pieces_of
from compiler.source.diagnostic import Checked, Diagnostic, Severity
from compiler.source.location import Location

_TAIL = re.compile(r"(?:\n[ \t]*)+\Z")


def format_text(data: bytes, file: str) -> Checked[bytes]:
    """The formatted content of a YAML file; errors when it is not sound, and then nothing.

    A file that would read differently afterwards is left as it is, with a warning (U012).
    """
    before = load_text(data, file)
    if before.value is None:
        return Checked(None, before.diagnostics)
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    try:
        pieces = pieces_of(text)
        formatted = _write(text, pieces)
        again = pieces_of(formatted)
    except Unusual as unusual:
        return _left(data, file, str(unusual))
    after = load_text(formatted.encode(), file)
    same = after.value is not None and repr(after.value.tree) == repr(before.value.tree)
    if not same or comments_of(text, pieces) != comments_of(formatted, again):
        return _left(data, file, "formatted, it would not say the same")
    return Checked(formatted.encode())


def _left(data: bytes, file: str, why: str) -> Checked[bytes]:
    hint = "write this part in a more usual way to have it formatted"
    note = Diagnostic("U012", f"`{file}` is left as it is: {why}", Location(file, 1, 1), (), hint, Severity.WARNING)
    return Checked(data, (note,))


def _write(text: str, pieces: tuple[Piece, ...]) -> str:
    parts: list[str] = []
    before, at = None, 0
    for piece in pieces:
        parts.append(_between(text[at : piece.start], before, piece))
        written, at = _piece(text, piece)
        parts.append(written)
        before = piece
    parts.append(_between(text[at:], before, None))
    return "".join(parts).lstrip("\n")


def _between(gap: str, before: Piece | None, piece: Piece | None) -> str:
    """What goes between two pieces: a space or none on one line; else comments, a blank line, the new indentation."""
    if "\n" not in gap and before and piece:
        return _space(before, piece)
    trailing, lines = split_gap(gap, begins=before is None, ends=piece is None)
    parts = [trailing] if trailing else []
    parts += [] if before is None else ["\n"]
    blank = False
    for line in lines:
        if not line.comment:
            blank = True
            continue
        parts.append(("\n" if blank else "") + " " * _comment_column(line, before, piece) + line.comment + "\n")
        blank = False
    if piece is not None:
        parts.append(("\n" if blank else "") + " " * piece.indent)
    return "".join(parts)


def _space(before: Piece, piece: Piece) -> str:
    if piece.sign in (",", "}", "]") or before.sign in ("{", "["):
        return ""
    if piece.sign == ":":
        return " " if before.sign == "alias" else ""
    return " "


def _comment_column(line: Line, before: Piece | None, piece: Piece | None) -> int:
    """With what follows; or further in, with the open block whose column it had."""
    column, indent = (piece.column, piece.indent) if piece else (0, 0)
    if piece is not None and piece.inside:
        return indent + (STEP if piece.sign in ("}", "]") else 0)
    if before is None or line.column <= column:
        return indent
    return max([indent, *(level.new for level in before.levels if level.old <= line.column)])


def _piece(text: str, piece: Piece) -> tuple[str, int]:
    """A piece as it is written, and where what comes after it begins in the old text."""
    raw = text[piece.start : piece.end]
    if piece.style in ("|", ">"):
        return _block_text(raw, piece)
    if "\n" in raw:
        first, *rest = raw.split("\n")
        lines = [_without_tail(first), *(_continued(line, piece.inner) for line in rest)]
        return "\n".join(lines), piece.end
    if piece.style == "'" and raw[1:-1].isprintable() and not set(raw[1:-1]) & set("\"\\'"):
        raw = f'"{raw[1:-1]}"'
    return raw, piece.end


def _continued(line: str, indent: int) -> str:
    """A further line of a text in quotes or of a plain one: how far it is indented says nothing."""
    line = _without_tail(line.lstrip(" \t"))
    return " " * indent + line if line else ""


def _without_tail(line: str) -> str:
    """Without blanks at the end, unless the last is escaped."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _block_text(raw: str, piece: Piece) -> tuple[str, int]:
    """A text after `|` or `>`: moved as a whole. What it says begins at its own first column."""
    header = raw.partition("\n")[0]
    if "+" in header.partition("#")[0]:
        kept = raw.removesuffix("\n")
    else:
        kept = _TAIL.sub("", raw)
    end = piece.start + len(kept)
    lines = kept.split("\n")[1:]
    first = next((line for line in lines if line.strip()), "")
    old = len(first) - len(first.lstrip(" "))
    if any(sign.isdigit() for sign in header.partition("#")[0]):
        level = piece.levels[-1]
        old, new = level.old, level.new
    else:
        new = piece.inner
    return "\n".join([header.rstrip(), *(_moved(line, old, new) for line in lines)]), end


def _moved(line: str, old: int, new: int) -> str:
    if not line.strip(" ") and len(line) <= old:
        return ""
    return " " * new + line[old:]


def comments_of(text: str, pieces: tuple[Piece, ...]) -> list[str]:
    """Every comment, in order."""
    found: list[str] = []
    at = 0
    for start, end in [*((piece.start, piece.end) for piece in pieces), (len(text), len(text))]:
        found += [line.strip() for line in text[at:start].split("\n") if line.strip()]
        at = end
    return found
