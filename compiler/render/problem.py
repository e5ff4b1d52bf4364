"""What stops the rendering of one file: raised inside render only, where it becomes one diagnostic."""

from __future__ import annotations


class Problem(Exception):
    """`slot` is the number of the printed value that is to blame, `line` a line of the rendered text, if known."""

    def __init__(
        self, code: str, summary: str, *, slot: int | None = None, line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(summary)
        self.code = code
        self.summary = summary
        self.slot = slot
        self.line = line
        self.hint = hint


class Unwritable(Exception):
    """A value, or a part of it at `trail`, that has no literal in a language."""

    def __init__(self, reason: str, trail: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.trail = trail

    def inside(self, key: str | int) -> Unwritable:
        """The same, as seen from the container that has it under `key`."""
        return Unwritable(self.reason, (key, *self.trail))
