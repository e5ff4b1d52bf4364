"""From rendered text with tokens to verified bytes, one function per language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from compiler.model.rendering import Code, Language
from compiler.render.binder import Slot
from compiler.render.literals import jsonlike, layout, python
from compiler.render.literals.characters import ODD, plain
from compiler.render.problem import Problem, Unwritable
from compiler.render.text import Pieces, Place, fill_by_place, placeholder
from compiler.render.verify import jsonlike as check_jsonlike
from compiler.render.verify import python as check_python

_TRAILING = re.compile(r"[ \t]+(?=\n)")


def finish(language: Language, pieces: Pieces, slots: Sequence[Slot]) -> bytes:
    """The file's content. Raises `Problem`."""
    if any("\0" in text for text in pieces.static):
        raise Problem("R005", "a printed value was cut into pieces", hint="print values whole, each in its own `{{ }}`")
    writers: dict[Language, Callable[[Pieces, Sequence[Slot]], str]] = {
        Language.PYTHON: _python,
        Language.JSON: _json,
        Language.YAML: _yaml,
        Language.TEXT: _text,
    }
    return writers[language](pieces, slots).encode()


def skeleton(language: Language, pieces: Pieces, slots: Sequence[Slot]) -> str:
    """The text with a placeholder for each value."""
    if language is Language.JSON:
        return pieces.fill(lambda number: f'"{placeholder(number)}"')
    return _tidy(pieces.fill(lambda number: _code(slots[number].value) or placeholder(number)))


def _python(pieces: Pieces, slots: Sequence[Slot]) -> str:
    if pieces.numbers and pieces.lines()[0] <= 2:
        raise Problem(
            "R005",
            "a value is printed in the first two lines",
            slot=pieces.numbers[0],
            hint="those lines can set the encoding of a program; print values from the third line on",
        )
    shape = check_python.read_skeleton(skeleton(Language.PYTHON, pieces, slots))

    def write(number: int, place: Place) -> str:
        if number in shape.in_code:
            return _written(python.STYLE, slots, number, place)
        return _code(slots[number].value) or _words(slots, number)

    text = _tidy(fill_by_place(pieces, write, lambda number: _flat(python.STYLE, slots, number)))
    check_python.verify(shape, text.encode(), [slot.value for slot in slots])
    return text


def _json(pieces: Pieces, slots: Sequence[Slot]) -> str:
    def write(number: int, place: Place) -> str:
        return _written(jsonlike.JSON, slots, number, place)

    text = fill_by_place(pieces, write, lambda number: _flat(jsonlike.JSON, slots, number))
    shape = skeleton(Language.JSON, pieces, slots)
    check_jsonlike.verify_json(shape, text.encode(), [slot.value for slot in slots])
    return text


def _yaml(pieces: Pieces, slots: Sequence[Slot]) -> str:
    comments = check_jsonlike.yaml_comments(pieces)
    written: list[str] = []
    for index, number in enumerate(pieces.numbers):
        literal = _words(slots, number) if index in comments else _one_line(slots, number)
        if ODD.search(literal):
            raise Problem("R007", "a value changed the shape of the file", slot=number)
        written.append(literal)
    parts = iter(written)
    return pieces.fill(lambda _: next(parts))


def _text(pieces: Pieces, slots: Sequence[Slot]) -> str:
    return pieces.fill(lambda number: _words(slots, number))


def _code(value: object) -> str | None:
    return value.text if type(value) is Code else None


def _written(style: layout.Style, slots: Sequence[Slot], number: int, place: Place) -> str:
    try:
        return layout.write(style, slots[number].value, place)
    except Unwritable as error:
        raise _unwritable(error, number) from None


def _one_line(slots: Sequence[Slot], number: int) -> str:
    try:
        return layout.flat(jsonlike.YAML, slots[number].value)
    except Unwritable as error:
        raise _unwritable(error, number) from None


def _flat(style: layout.Style, slots: Sequence[Slot], number: int) -> int:
    try:
        return len(layout.flat(style, slots[number].value))
    except Unwritable as error:
        raise _unwritable(error, number) from None


def _words(slots: Sequence[Slot], number: int) -> str:
    """A value in a comment or in running text."""
    value = slots[number].value
    if type(value) is str:
        return plain(value)
    if type(value) in (int, float, Code):
        return plain(str(value.text if type(value) is Code else value))
    raise Problem("R004", f"`{type(value).__name__}` cannot be written in a comment or in running text", slot=number)


def _unwritable(error: Unwritable, number: int) -> Problem:
    where = "".join(f"[{part!r}]" for part in error.trail)
    return Problem("R004", f"{error.reason}" + (f" (at {where})" if where else ""), slot=number)


def _tidy(text: str) -> str:
    return _TRAILING.sub("", text)
