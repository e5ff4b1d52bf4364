"""Overrides of the command line are applied to the merged tree, with Hydra's meaning of `+`, `++` and `~`."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.compose.draft import ABSENT, Draft
from compiler.compose.overrides import Override, Verb
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import nearest, suggest
from compiler.source.sourcemap import Layer, LayerKind

_TOP = frozenset({"project", "owner", "description", "platform", "datasets", "models", "serving"})


def apply_edits(draft: Draft, overrides: Iterable[Override], kind: LayerKind) -> list[Diagnostic]:
    """Apply in order, as layers of `kind`; what does not fit is left out and told."""
    notes = (_apply(draft, override, kind) for override in overrides)
    return [note for note in notes if note]


def _apply(draft: Draft, override: Override, kind: LayerKind) -> Diagnostic | None:
    path = _textual(draft, override.path)
    if path == ("project",):
        return _note("C004", override, path, "the project's name cannot be overridden", "change it in the file")
    present = draft.get(path)
    if problem := _blocked(draft, override, path):
        return problem
    match override.verb:
        case Verb.DELETE:
            return _delete(draft, override, path, present)
        case Verb.ADD if present is not ABSENT and not (isinstance(present, dict) and isinstance(override.value, dict)):
            hint = f"use `++` or no sign to replace it: `{override.text[1:]}`"
            return _note("C013", override, path, f"`{format_path(path)}` is already set", hint)
        case Verb.SET if present is ABSENT and (unknown := _unknown(draft, path)):
            return _missing(draft, override, unknown)
    draft.set(path, override.value, Layer(kind, override.location, override.key, override.value))
    return None


def _delete(draft: Draft, override: Override, path: ConfigPath, present: object) -> Diagnostic | None:
    if present is ABSENT:
        return _missing(draft, override, _first_absent(draft, path))
    if override.given and present != override.value:
        return _note(
            "C013", override, path, f"`{format_path(path)}` has another value", "leave the value out to remove it"
        )
    if isinstance(path[-1], int):
        return _note("C013", override, path, "an item of a list cannot be removed", "write the whole list")
    draft.delete(path)
    return None


def _textual(draft: Draft, path: ConfigPath) -> ConfigPath:
    """Numbers are indices in lists and keys elsewhere."""
    parts: list[str | int] = []
    for part in path:
        here = draft.get(tuple(parts))
        parts.append(part if isinstance(here, list) else str(part))
    return tuple(parts)


def _blocked(draft: Draft, override: Override, path: ConfigPath) -> Diagnostic | None:
    """The way to `path` goes through a single value, or beyond a list's end."""
    for size in range(1, len(path)):
        value = draft.get(path[:size])
        if value is ABSENT:
            return None
        if isinstance(value, list):
            if not isinstance(path[size], int) or draft.get(path[: size + 1]) is ABSENT:
                summary = f"`{format_path(path[:size])}` is a list of {len(value)}"
                return _note(
                    "C013", override, path, summary, "write an index that it has, counted from 0, or the whole list"
                )
        elif not isinstance(value, dict):
            return _note(
                "C013", override, path, f"`{format_path(path[:size])}` is a single value", "it has nothing below"
            )
    return None


def _unknown(draft: Draft, path: ConfigPath) -> ConfigPath:
    """The part of `path` that must exist to be set without `+` and does not: a section, or an entry of a section."""
    depth = 3 if path[:2] == ("platform", "compute") else 2
    for size in range(1, min(depth, len(path)) + 1):
        if draft.get(path[:size]) is ABSENT:
            return () if size == 1 and len(path) == 1 and path[0] in _TOP else path[:size]
    return ()


def _first_absent(draft: Draft, path: ConfigPath) -> ConfigPath:
    return next((path[:size] for size in range(1, len(path) + 1) if draft.get(path[:size]) is ABSENT), path)


def _missing(draft: Draft, override: Override, absent: ConfigPath) -> Diagnostic:
    parent = draft.get(absent[:-1])
    known = [str(key) for key in parent] if isinstance(parent, dict) else []
    name = str(absent[-1])
    if match := nearest(name, known):
        path = (*absent[:-1], match, *override.path[len(absent) :])
        hint = f"did you mean `{format_path(path)}`?"
    else:
        hint = suggest(name, known)
    if override.verb is Verb.SET:
        hint = f"{hint}{' ' if hint.endswith('?') else '. '}To add it, write `+{override.text}`".removeprefix(". ")
    return _note("C012", override, absent, f"`{format_path(absent)}` does not exist", hint)


def _note(code: str, override: Override, path: ConfigPath, summary: str, hint: str) -> Diagnostic:
    return Diagnostic(code, summary, override.key, path, hint)
