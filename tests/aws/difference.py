"""What of a resource differs from what is wanted, and whether that takes a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from compiler.model.plan import PropertyChange
from compiler.provider.marshal import ASSET, SIGNATURE
from compiler.provider.protocol import UNKNOWN, Difference, Props
from tests.aws.check import DEFAULTS, plain
from tests.aws.types import Type

Path = tuple[str | int, ...]
_NOTHING = (None, "", 0, False, [], {})


def difference(kind: Type, old_inputs: Props, state: Props, news: Props) -> Difference:
    """`state` is what was recorded of it, as read last; `news` come from `check`.

    What nobody asks for counts where it was asked for before, or where somebody has set it by hand.
    """
    changes: list[PropertyChange] = []
    for key in sorted(kind.inputs & {*old_inputs, *state, *news}):
        old, new = plain(state.get(key)), plain(news.get(key))
        if key not in news and (key in (*kind.settles, "region") or (key not in old_inputs and old in _NOTHING)):
            continue
        if key in kind.documents and _same_document(old, new):
            continue
        for path in _differing(kind, (key,), old, new):
            changes.append(PropertyChange(_text(path), None, None, _forces(kind, path, old, new)))
    replaces = any(change.replaces for change in changes)
    return Difference(tuple(changes), replaces and _named_by_hand(kind, news))


def _named_by_hand(kind: Type, news: Props) -> bool:
    """Then a second one of that name cannot stand beside the first; the bridge deletes first, whatever has changed."""
    if kind.autoname is None or kind.autoname.property not in news:
        return False
    listed = news.get(DEFAULTS)
    return not isinstance(listed, list) or kind.autoname.property not in listed


def _differing(kind: Type, path: Path, old: object, new: object) -> Iterator[Path]:
    if new is UNKNOWN:
        yield path
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _differing_fields(kind, path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            if index >= len(old) or index >= len(new):
                yield (*path, index)
            else:
                yield from _differing(kind, (*path, index), old[index], new[index])
    elif not _same(old, new):
        yield path


def _differing_fields(kind: Type, path: Path, old: Props, new: Props) -> Iterator[Path]:
    if SIGNATURE in new and new[SIGNATURE] == ASSET:
        if old.get("hash") != new.get("hash"):
            yield path
        return
    for key in sorted({*old, *new}):
        inner = (*path, key)
        if key not in new and (_schema_path(inner) in kind.settles or old[key] in _NOTHING):
            continue
        if key not in old and new[key] in _NOTHING:
            continue
        yield from _differing(kind, inner, old.get(key), new.get(key))


def _same(old: object, new: object) -> bool:
    if old in _NOTHING and new in _NOTHING:
        return True
    return old == new


def _same_document(old: object, new: object) -> bool:
    if not isinstance(old, str) or not isinstance(new, str):
        return old == new
    return canonical(old) == canonical(new)


def canonical(text: str) -> str:
    """A policy's meaning: order of keys and of the members of a set, and a single member without its list, are none."""
    return json.dumps(_meaning(json.loads(text)), sort_keys=True)


def _meaning(value: object) -> object:
    if isinstance(value, dict):
        return {key: _meaning(item) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) == 1 and not isinstance(value[0], dict):
            return value[0]
        return sorted((_meaning(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _forces(kind: Type, path: Path, old: object, new: object) -> bool:
    schema = _schema_path(path)
    if schema in kind.keep_in_place:
        return False
    if path[0] in kind.replace or any(_within(schema, place) for place in kind.replace_paths):
        return True
    return any(_comes_or_goes(block, path, old, new) for block in kind.replace_blocks)


def _comes_or_goes(block: str, path: Path, old: object, new: object) -> bool:
    head, *rest = block.split(".")
    if path[0] != head:
        return False
    return bool(_inside(old, rest)) != bool(_inside(new, rest))


def _inside(value: object, path: list[str]) -> object:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _within(schema: str, place: str) -> bool:
    return schema == place or schema.startswith(f"{place}.")


def _schema_path(path: Path) -> str:
    return ".".join("*" if isinstance(part, int) else part for part in path)


def _text(path: Path) -> str:
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.replace("_", "").isalnum():
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text
