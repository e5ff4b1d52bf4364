"""A YAML text goes in; its values come out as a tree that knows where each of them begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from compiler.load.document import parser_for


@dataclass(frozen=True, slots=True)
class Span:
    """`kind` is scalar, mapping, list or alias; `start` and `end` count characters, without what follows the value.

    `flow` is true within brackets; `keys` tells for each key where it begins and ends; `column` that of the first one.
    """

    kind: str
    start: int
    end: int
    flow: bool
    style: str = ""
    anchored: bool = False
    column: int = 0
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    values: dict[str | int, Span] = field(default_factory=dict)


def spans_of(text: str) -> Span:
    """The root of a text that is valid and holds one document."""
    parser = parser_for(text)
    parser.get_event()
    parser.get_event()
    return _span(parser.get_event, parser.get_event(), flow=False)


def _span(take: Callable[[], Any], event: Any, *, flow: bool) -> Span:
    start, name = event.start_mark.index, type(event).__name__
    if name == "AliasEvent":
        return Span("alias", start, event.end_mark.index, flow)
    anchored = event.anchor is not None or event.tag is not None
    if name == "ScalarEvent":
        return Span("scalar", start, event.end_mark.index, flow, event.style or "", anchored)
    inside = flow or bool(event.flow_style)
    keys: dict[str, tuple[int, int]] = {}
    values: dict[str | int, Span] = {}
    end, column, mapping = event.end_mark.index, event.start_mark.column, name == "MappingStartEvent"
    while not type(item := take()).__name__.endswith("EndEvent"):
        part: str | int = len(values)
        if mapping:
            column = column if keys else item.start_mark.column
            part = item.value
            keys[item.value] = item.start_mark.index, item.end_mark.index
            item = take()
        values[part] = _span(take, item, flow=inside)
        end = values[part].end
    if event.flow_style:
        end = item.end_mark.index
    return Span("mapping" if mapping else "list", start, end, inside, "", anchored, column, keys, values)
