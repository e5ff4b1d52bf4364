"""YAML events go in; plain values, the mark of every path and diagnostics come out, in one pass with fixed limits.

Events instead of libyaml's node tree: its composer recurses without a limit and dies on deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from compiler.load.scalars import Problem, resolve_plain
from compiler.model.document import Mark
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, Location

MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_DIAGNOSTICS = 50
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Stop(Exception):
    """Reading cannot go on; the diagnostic has been noted."""


class Builder:
    """Turns the events of one document into values. `marks`, `diagnostics` and `count` grow while it runs."""

    def __init__(self, file: str, take: Callable[[], Any]) -> None:
        self.file = file
        self.take = take
        self.marks: dict[ConfigPath, Mark] = {}
        self.diagnostics: list[Diagnostic] = []
        self.count = 0
        self.anchors: dict[str, ConfigPath | None] = {}
        self.values: dict[str, object] = {}

    def note(self, code: str, summary: str, location: Location, path: ConfigPath, hint: str = "") -> None:
        """Keep a diagnostic and go on. Raises Stop when there are too many."""
        self.diagnostics.append(Diagnostic(code, summary, location, path, hint))
        if len(self.diagnostics) >= MAX_DIAGNOSTICS:
            raise Stop

    def stop(self, code: str, summary: str, location: Location, path: ConfigPath, hint: str = "") -> Stop:
        """Keep a diagnostic; the result is to be raised."""
        self.note(code, summary, location, path, hint)
        return Stop()

    def node(self, event: Any, path: ConfigPath, key: Location | None) -> object:
        """The value that starts with `event`, one of PyYAML's. Raises Stop when a limit is passed."""
        mark = event.start_mark
        where = Location(self.file, mark.line + 1, mark.column + 1)
        self._limit(path, where)
        kind = type(event)
        anchor = event.anchor
        if kind is AliasEvent:
            return self._alias(anchor, path, where, key or where)
        self.marks[path] = Mark(where, key or where)
        if anchor is not None:
            self.anchors[anchor] = None
        if event.tag is not None:
            self._tag(event.tag, path, where)
        if kind is ScalarEvent:
            value = self._scalar(event, path, where)
        else:
            value = self._mapping(path) if kind is MappingStartEvent else self._sequence(path)
        if anchor is not None:
            self.anchors[anchor] = path
            self.values[anchor] = value
        return value

    def _tag(self, tag: str, path: ConfigPath, where: Location) -> None:
        if tag != "!":
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
            self.note("L008", f"the tag `{shown}` is not allowed", where, path, "remove it: values have no tags here")

    def _mapping(self, path: ConfigPath) -> dict[str, object]:
        tree: dict[str, object] = {}
        while type(event := self.take()) is not MappingEndEvent:
            mark = event.start_mark
            where = Location(self.file, mark.line + 1, mark.column + 1)
            key = self._key(event, path, where)
            here = (*path, key)
            if key in tree:
                first = self.marks[here].key
                hint = f"the first one is on line {first.line}; keep one of them"
                self.note("L007", f"the key `{key}` is written twice", where, here, hint)
            tree[key] = self.node(self.take(), here, where)
        return tree

    def _key(self, event: Any, path: ConfigPath, where: Location) -> str:
        kind = type(event)
        if kind is not ScalarEvent:
            found = "an alias" if kind is AliasEvent else "a mapping or a list"
            hint = "quote a text that begins with `{`, `[` or `*`"
            raise self.stop("L010", f"a key must be text, not {found}", where, path, hint)
        if event.tag is not None:
            self._tag(event.tag, path, where)
        elif not event.style:
            if event.value == "<<":
                hint = "write the keys out; what several parts share can stand in `conf/` or in an environment"
                self.note("L009", "merge keys (`<<`) are not allowed", where, (*path, "<<"), hint)
                return "<<"
            value = resolve_plain(event.value)
            if isinstance(value, Problem):
                self.note(value.code, f"the key {value.summary}", where, path, f'quote it: "{event.value}"')
            elif not isinstance(value, str):
                shown = f"`{event.value}`" if event.value else "an empty key"
                self.note("L010", f"a key must be text, not {shown}", where, path, f'quote it: "{event.value}"')
        self._printable(event.value, path, where)
        return event.value

    def _sequence(self, path: ConfigPath) -> list[object]:
        items: list[object] = []
        while type(event := self.take()) is not SequenceEndEvent:
            items.append(self.node(event, (*path, len(items)), None))
        return items

    def _scalar(self, event: Any, path: ConfigPath, where: Location) -> object:
        text = event.value
        if event.style or event.tag is not None:
            self._printable(text, path, where)
            return text
        value = resolve_plain(text)
        if isinstance(value, Problem):
            self.note(value.code, value.summary, where, path, value.hint)
            return text
        return value

    def _printable(self, text: str, path: ConfigPath, where: Location) -> None:
        if not text.isprintable() and (found := _CONTROL.search(text)):
            summary = f"the text holds the control character U+{ord(found[0]):04X}"
            self.note("L003", summary, where, path, "remove the escape")

    def _alias(self, name: str, path: ConfigPath, where: Location, key: Location) -> object:
        source = self.anchors.get(name, ...)
        if source is ...:
            raise self.stop(
                "L017", f"`*{name}` refers to no anchor", where, path, f"write `&{name}` before its first use"
            )
        if source is None:
            raise self.stop("L017", f"`*{name}` refers to what it is part of", where, path, "write the value out")
        value = self._copy(self.values[name], source, path, where)
        self.marks[path] = Mark(where, key)
        return value

    def _copy(self, value: object, source: ConfigPath, path: ConfigPath, where: Location) -> object:
        self._limit(path, where)
        self.marks[path] = self.marks[source]
        if isinstance(value, dict):
            return {key: self._copy(item, (*source, key), (*path, key), where) for key, item in value.items()}
        if isinstance(value, list):
            return [self._copy(item, (*source, i), (*path, i), where) for i, item in enumerate(value)]
        return value

    def _limit(self, path: ConfigPath, where: Location) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            hint = "repeat less with aliases, or split the file"
            raise self.stop("L013", f"the file holds more than {MAX_NODES} values", where, path[:3], hint)
        if len(path) > MAX_DEPTH:
            raise self.stop("L012", f"values are nested deeper than {MAX_DEPTH} levels", where, path[:3], "nest less")
