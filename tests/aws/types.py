"""The resource types as pulumi_aws takes them: `types.json`, one record each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("types.json")


@dataclass(frozen=True, slots=True)
class Autoname:
    """The property that gets a name by itself, how long that may be, and how much of it is random."""

    property: str
    longest: int
    random: int = 7
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """`replace` and `in_place` are all inputs; see `_about` in the file for the rest."""

    token: str
    source: str
    stored: str
    replace: tuple[str, ...]
    in_place: tuple[str, ...]
    required: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    defaults: Mapping[str, object] | None = None
    computed: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    autoname: Autoname | None = None
    replace_paths: tuple[str, ...] = ()
    replace_blocks: tuple[str, ...] = ()
    keep_in_place: tuple[str, ...] = ()
    framework: bool = False
    named: str = ""
    pattern: str = ""

    @property
    def inputs(self) -> frozenset[str]:
        """Every name that the program may give."""
        return frozenset((*self.replace, *self.in_place))


@lru_cache(maxsize=1)
def types() -> Mapping[str, Type]:
    """By token."""
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return {token: _type(token, entry) for token, entry in document.items() if not token.startswith("_")}


def _type(token: str, entry: Mapping[str, object]) -> Type:
    values = {key: _frozen(value) for key, value in entry.items() if key != "autoname"}
    named = entry.get("autoname")
    return Type(token, **values, autoname=Autoname(**named) if isinstance(named, dict) else None)


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
