"""What the calls of a program take: noun of `render`, which checks programs, and of targets, which know their SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """One argument. `kind` is text, integer, number, boolean, list, mapping, object or any; `of` what is in a list or
    mapping, `made_by` the call that makes an object. `least` and `most` bound a number, or a length.
    """

    kind: str
    of: Accepted | None = None
    made_by: str = ""
    least: float | None = None
    most: float | None = None
    words: tuple[object, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments of a call by name, which of them it needs, and groups of which it takes one at most."""

    arguments: Mapping[str, Accepted]
    required: tuple[str, ...]
    exclusive: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """By dotted name below `root`, the SDK's name in a program; `modules` tell all names of those that are known."""

    root: str
    calls: Mapping[str, Signature]
    modules: Mapping[str, frozenset[str]]
