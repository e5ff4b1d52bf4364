"""Places inside properties, as Pulumi writes them: `tags.owner`, `steps[0].name`, `["a.b"]`, `rules[*]`, `*`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from compiler.model.plan import PropertyChange
from compiler.provider.protocol import UNKNOWN, Props

Path = tuple[str | int, ...]
_ABSENT = object()
_PIECE = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.\[\]]+)')


def parse(text: str) -> Path:
    """Keys are text, list indices numbers; `*` stands for any of either."""
    parts: list[str | int] = []
    for quoted, index, key in _PIECE.findall(text):
        if quoted:
            parts.append(re.sub(r"\\(.)", r"\1", quoted))
        elif index:
            parts.append(int(index) if index.isdigit() else index)
        else:
            parts.append(key)
    return tuple(parts)


def text(path: Path) -> str:
    """The inverse of `parse`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        elif re.fullmatch(r"[^.\[\]\"]+", part):
            written += f".{part}" if written else part
        else:
            written += '["' + part.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return written


def covers(pattern: Path, path: Path) -> bool:
    """True when `path` is `pattern`, or inside of it, or holds it."""
    return all(want in ("*", got) for want, got in zip(pattern, path, strict=False))


def keep_old(pattern: Path, old: Props, new: Props) -> Props:
    """`new` with everything at `pattern` as it is in `old`: taken from there, or absent as there."""
    kept = _kept(pattern, old, new)
    return kept if isinstance(kept, dict) else new


def _kept(pattern: Path, old: object, new: object) -> object:
    if not pattern:
        return old
    head, rest = pattern[0], pattern[1:]
    if isinstance(new, dict) and (isinstance(old, dict) or old is _ABSENT):
        before = old if isinstance(old, dict) else {}
        keys = [*new, *(key for key in before if key not in new)] if head == "*" else [str(head)]
        changed = {key: _kept(rest, before.get(key, _ABSENT), new.get(key, _ABSENT)) for key in keys}
        return {key: value for key, value in {**new, **changed}.items() if value is not _ABSENT}
    if isinstance(new, list) and isinstance(old, list):
        chosen = range(len(new)) if head == "*" else [head]
        items = list(new)
        for index in chosen:
            if isinstance(index, int) and index < len(new) and index < len(old):
                items[index] = _kept(rest, old[index], new[index])
        return items
    return new


def compare(old: object, new: object, path: Path = ()) -> Iterator[PropertyChange]:
    """Every difference between two plain values, deepest place first reached in the order of the sorted keys."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from compare(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from compare(before, after, (*path, index))
    elif old is not new and (old != new or isinstance(old, bool) != isinstance(new, bool)):
        yield PropertyChange(text(path), old, new)


def has_unknown(value: object) -> bool:
    """True when `UNKNOWN` stands anywhere inside."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def shown(value: object) -> object:
    """The same value with `~` for what is not known yet."""
    return _replaced(value, lambda item: "~" if item is UNKNOWN else item)


def known(values: Mapping[str, object]) -> Props:
    """Only the properties without anything unknown inside."""
    return {key: value for key, value in values.items() if not has_unknown(value)}


def _replaced(value: object, change: Callable[[object], object]) -> object:
    if isinstance(value, Mapping):
        return {key: _replaced(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(item, change) for item in value]
    return change(value)
