"""From rendered text with tokens to verified bytes, one function per language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compiler.model.rendering import Code, Language
from compiler.render.binder import Slot
from compiler.render.literals import jsonlike, layout, markdown, python
from compiler.render.literals.characters import ODD, plain
from compiler.render.problem import Problem, Unwritable
from compiler.render.text import Pieces, Place, fill_by_place, placeholder, tidy
from compiler.render.verify import jsonlike as check_jsonlike
from compiler.render.verify import markdown as check_markdown
from compiler.render.verify import python as check_python
from compiler.render.verify.shape import Shape, read_shape, verify_tokens


def finish(language: Language, pieces: Pieces, slots: Sequence[Slot]) -> bytes:
    """The file's content. Raises `Problem`."""
    if any("\0" in text for text in pieces.static):
        raise Problem("R005", "a printed value was cut into pieces", hint="print values whole, each in its own `{{ }}`")
    writers: dict[Language, Callable[[Pieces, Sequence[Slot]], str]] = {
        Language.PYTHON: _python,
        Language.JSON: _json,
        Language.YAML: _yaml,
        Language.MARKDOWN: _markdown,
        Language.TEXT: _text,
    }
    return writers[language](pieces, slots).encode()


def skeleton(language: Language, pieces: Pieces, slots: Sequence[Slot]) -> str:
    """The text with a placeholder for each value."""
    if language is Language.JSON:
        return pieces.fill(lambda number: f'"{placeholder(number)}"')
    return tidy(pieces.fill(lambda number: _code(slots[number].value) or placeholder(number)))


def _python(pieces: Pieces, slots: Sequence[Slot]) -> str:
    if pieces.numbers and pieces.static[0].count("\n") < 2:
        raise Problem(
            "R005",
            "a value is printed in the first two lines",
            slot=pieces.numbers[0],
            hint="those lines can set the encoding of a program; print values from the third line on",
        )
    shape = _shape(pieces, slots)
    parsed = None if shape else check_python.read_skeleton(skeleton(Language.PYTHON, pieces, slots))
    in_code = parsed.in_code if parsed else shape.in_code if shape else frozenset()

    def write(number: int, place: Callable[[], Place]) -> str:
        if number in in_code:
            return _written(python.STYLE, slots, number, place)
        return _code(slots[number].value) or _words(slots, number)

    text = tidy(fill_by_place(pieces, write, lambda number: _flat(python.STYLE, slots, number)))
    values = [slot.value for slot in slots]
    if shape:
        verify_tokens(shape, text, values)
    elif parsed:
        check_python.verify(parsed, text.encode(), values)
    return text


def _shape(pieces: Pieces, slots: Sequence[Slot]) -> Shape | None:
    """None where names of our own stand in unusual places: such a file is parsed with them. Raises `Problem`."""
    codes = frozenset(number for number, slot in enumerate(slots) if type(slot.value) is Code)
    try:
        return read_shape(pieces, codes)
    except Problem:
        if codes:
            return None
        raise


def _json(pieces: Pieces, slots: Sequence[Slot]) -> str:
    def write(number: int, place: Callable[[], Place]) -> str:
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


def _markdown(pieces: Pieces, slots: Sequence[Slot]) -> str:
    tables = check_markdown.markdown_tables(pieces)
    written: list[str] = []
    for index, number in enumerate(pieces.numbers):
        try:
            literal = _code(slots[number].value) or markdown.literal(slots[number].value, in_table=index in tables)
        except Unwritable as error:
            raise _unwritable(error, number) from None
        if ODD.search(literal):
            raise Problem("R007", "a value changed the shape of the file", slot=number)
        written.append(literal)
    parts = iter(written)
    return pieces.fill(lambda _: next(parts))


def _text(pieces: Pieces, slots: Sequence[Slot]) -> str:
    return pieces.fill(lambda number: _words(slots, number))


def _code(value: object) -> str | None:
    return value.text if type(value) is Code else None


def _written(style: layout.Style, slots: Sequence[Slot], number: int, place: Callable[[], Place]) -> str:
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
