"""A path into a composed tree: the value that is there, or what was misspelt and what is nearest."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import nearest, suggest


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing is at a path: its first `depth` parts are there, the next is not."""

    depth: int
    summary: str
    hint: str


def look_up(tree: object, path: ConfigPath) -> tuple[object, Missing | None]:
    """The value at the path; or None and what is missing."""
    value = tree
    for depth, part in enumerate(path):
        found = children(value)
        if part not in found:
            return None, _missing(path, depth, [str(name) for name in found])
        value = found[part]
    return value, None


def children(value: object) -> dict[object, object]:
    """What is directly below a value, by key or index."""
    if isinstance(value, list):
        return dict(enumerate(value))
    return dict(value) if isinstance(value, dict) else {}


def _missing(path: ConfigPath, depth: int, names: list[str]) -> Missing:
    part, parent = str(path[depth]), format_path(path[:depth]) or "the project"
    if path[:1] == ("environments",) and len(path) > 2:
        hint = f"environments are composed: ask for `{format_path(path[2:])}` with `--env {path[1]}`"
        return Missing(depth, "a composed project has no `environments`", hint)
    if depth and not names:
        return Missing(depth, f"`{parent}` has nothing below it", f"it is a single value: ask for `{parent}`")
    match = nearest(part, names)
    if match is None:
        return Missing(depth, f"`{parent}` has no `{part}`", suggest(part, names))
    whole = format_path((*path[:depth], int(match) if match.isdigit() else match, *path[depth + 1 :]))
    return Missing(depth, f"`{parent}` has no `{part}`", f"did you mean `{whole}`?")
