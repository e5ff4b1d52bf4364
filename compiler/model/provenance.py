"""Who does something, and from which commit of the spec."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    """`commit` is empty outside of git; `dirty` where the files that count differ from it; `pull` a number, or empty.

    Nothing that is trained depends on it.
    """

    who: str = ""
    commit: str = ""
    dirty: bool = False
    pull: str = ""
