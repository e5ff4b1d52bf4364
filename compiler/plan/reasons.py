"""Why a step is there, in the words of the spec, and the place that asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from compiler.model.manifest import InputSource, ResourceSource
from compiler.model.plan import Action, PropertyChange, Step
from compiler.plan.show import UNKNOWN, show
from compiler.source.location import Location, format_path

T = TypeVar("T")

_SHOWN = 3
_OWN = "modelwright:"


def explain_step(step: Step, source: ResourceSource | None) -> tuple[str, Location | None]:
    """The reason and the place; `source` is what the manifest knows about the resource."""
    place = source.location if source else None
    match step.action:
        case Action.SAME:
            return f"was {step.was}" if step.was else "", place
        case Action.READ:
            return step.note or "looked up, not managed here", place
        case Action.CREATE:
            return step.note or ("new in the spec" if source else "new in the program"), place
        case Action.DELETE:
            return step.note or ("to be destroyed" if source else "no longer in the spec"), place
        case _:
            reason, place = _changes(step, source, place)
            return f"{reason} (was {step.was})" if step.was else reason, place


def _changes(step: Step, source: ResourceSource | None, place: Location | None) -> tuple[str, Location | None]:
    """What the spec changed comes first, then what follows from other resources, then the provider's own word."""
    written: dict[str, Location | None] = {}
    following: dict[str, Location | None] = {}
    for change in _as_written(step.changes):
        found = nearest_entry(source.inputs, change.path) if source else None
        upstream = nearest_entry(source.follows, change.path) if source else None
        unknown = str(change.new) == UNKNOWN and (found is None or not found[1].content)
        if upstream is not None and (found is None or unknown):
            following.setdefault(f"follows {upstream[1]}", place)
        elif found is None:
            printed = template_of(step, source)
            written.setdefault(_phrase(change.path, "", change) + (f" ({printed})" if printed else ""), place)
        else:
            written.setdefault(_spec_phrase(step, found, change), found[1].location)
    phrases = written | following
    if step.note or not phrases:
        phrases[step.note or "the provider asks for it"] = place
    texts = list(phrases)
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + more, next(iter(phrases.values()))


def template_of(step: Step, source: ResourceSource | None) -> str:
    """The template that prints what no line of the spec says; empty for our own resources, whose provider adds some."""
    if source is None or step.token.startswith(_OWN):
        return ""
    return next((file for file in source.reads if file.endswith(".j2")), "")


def _as_written(changes: tuple[PropertyChange, ...]) -> list[PropertyChange]:
    """Gates and checks travel taken apart, with their `text` beside: tell them as the user wrote them."""
    texts = {change.path.removesuffix(".text") for change in changes if change.path.endswith(".text")}
    told = []
    for change in changes:
        path = change.path.removesuffix(".text")
        if path != change.path or not any(path.startswith(f"{text}.") for text in texts):
            told.append(replace(change, path=path, old=_text(change.old), new=_text(change.new)))
    return told


def _text(value: object) -> object:
    text = value.get("text") if isinstance(value, Mapping) else None
    return value if text is None else text


def _spec_phrase(step: Step, found: tuple[str, InputSource], change: PropertyChange) -> str:
    name, source = found
    if source.content:
        what = "data" if step.address.type.endswith("Dataset") or "data" in name else "code"
        return f"the {what} changed ({source.content})"
    rest = change.path[len(name) :]
    path = format_path(source.path)
    # A key that came or went is not in the map itself; below a list the input need not look like the spec.
    if rest.startswith(".") and "[" not in rest and (change.old is None or change.new is None):
        return _phrase(path + rest, "", change)
    return _phrase(path, rest.lstrip("."), change)


def _phrase(path: str, part: str, change: PropertyChange) -> str:
    where = f" (`{part}`)" if part else ""
    if change.old is None:
        return f"`{path}`{where} set to {show(change.new)}"
    if change.new is None:
        return f"`{path}`{where} removed (was {show(change.old)})"
    return f"`{path}`{where} changed from {show(change.old)} to {show(change.new)}"


def nearest_entry(known: Mapping[str, T], path: str) -> tuple[str, T] | None:
    """The entry whose path is `path` or its nearest ancestor."""
    fitting = [name for name in known if path == name or path.startswith((f"{name}.", f"{name}["))]
    name = max(fitting, key=len, default=None)
    return None if name is None else (name, known[name])
