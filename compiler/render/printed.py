"""Where a problem was printed. In: a problem of rendered text; out: a line of a template, and what it printed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.model.rendering import Rendering
from compiler.render.binder import Slot
from compiler.render.blame import Cause, origin_of
from compiler.render.languages import skeleton
from compiler.render.problem import Problem
from compiler.render.text import Pieces


@dataclass(frozen=True, slots=True)
class Printed:
    """One rendered file before values were put in."""

    rendering: Rendering
    pieces: Pieces
    slots: Sequence[Slot]

    def place(self, problem: Problem, templates: tuple[Path, ...]) -> tuple[str, int]:
        """The template and line that printed the value, or that holds the text, which is to blame."""
        number = problem.slot
        if number is None:
            number = next((slot for line, slot in self._lines() if line == problem.line), None)
        if number is not None:
            return self.slots[number].place()
        lines = skeleton(self.rendering.language, self.pieces, self.slots).split("\n")
        text = lines[problem.line - 1].strip() if problem.line and problem.line <= len(lines) else ""
        for name in dict.fromkeys((*self._nearby(problem.line or 0), *_names(templates))):
            if text and (line := _line_of(templates, name, text)):
                return name, line
        return self.rendering.template, 1

    def cause(self, problem: Problem, template: str) -> Cause:
        """The value to blame, or else the resource of which `template` had printed something before."""
        if problem.slot is not None:
            return Cause(self.slots[problem.slot].value, _resource(self.slots[problem.slot]))
        before = [self.slots[slot] for line, slot in self._lines() if problem.line is None or line <= problem.line]
        same = [slot for slot in before if slot.place()[0] == template]
        return Cause(resource=_resource(same[-1]) if same else None)

    def _lines(self) -> Iterator[tuple[int, int]]:
        return zip(self.pieces.lines(), self.pieces.numbers, strict=True)

    def _nearby(self, line: int) -> list[str]:
        """The templates that printed the last value before a line and the first one after it, and the file's own."""
        before = [slot for place, slot in self._lines() if place < line]
        after = [slot for place, slot in self._lines() if place > line]
        return [*(self.slots[slot].place()[0] for slot in (*before[-1:], *after[:1])), self.rendering.template]


def _resource(slot: Slot) -> object:
    visible = slot.scope.get_all() if slot.scope else {}
    return next((item for item in visible.values() if origin_of(item) is not None), None)


def _names(templates: tuple[Path, ...]) -> list[str]:
    return sorted({file.relative_to(root).as_posix() for root in templates for file in root.rglob("*.j2")})


def _line_of(templates: tuple[Path, ...], name: str, text: str) -> int:
    """The first line of a template that holds this text; 0 when none does."""
    file = next((root / name for root in templates if (root / name).is_file()), None)
    found = [line.strip() for line in file.read_text(encoding="utf-8").split("\n")] if file else []
    return found.index(text) + 1 if text in found else 0
