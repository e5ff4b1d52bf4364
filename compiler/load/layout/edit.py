"""One value of a YAML text set to another; comments, order and layout of everything else stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy

from compiler.load.document import load_text
from compiler.load.layout.pieces import STEP, Unusual, pieces_of
from compiler.load.layout.rewrite import comments_of
from compiler.load.layout.spans import Span, spans_of
from compiler.load.scalars import resolve_plain
from compiler.source.location import ConfigPath, format_path

_PLAIN = re.compile(r"[A-Za-z_/][\w./+()<>=%-]*(?: [\w./+()<>=%-]+)*")
_WIDTH = 100
_NOTHING = ("", "~", "null", "Null", "NULL", "{}")


def set_value(data: bytes, file: str, path: ConfigPath, value: object) -> bytes:
    """The content of a sound YAML file with `value` at `path`; mappings that lead there are added where they miss.

    Raises `Unusual`, in words, when it cannot be done without touching anything else.
    """
    before = load_text(data, file).value
    if before is None:
        raise Unusual(f"`{file}` cannot be read")
    wanted = _with(deepcopy(before.tree), path, value)
    text = data.decode("utf-8-sig")
    edited = _edited(text, spans_of(text), path, value)
    if "\r\n" in text:
        edited = re.sub(r"(?<!\r)\n", "\r\n", edited)
    after = load_text(edited.encode(), file).value
    same = after is not None and repr(after.tree) == repr(wanted)
    if not same or comments_of(text, pieces_of(text)) != comments_of(edited, pieces_of(edited)):
        raise Unusual(f"`{format_path(path)}` is written in a way that is left alone")
    return data[: len(data) - len(text.encode())] + edited.encode()


def _with(tree: object, path: ConfigPath, value: object) -> object:
    head, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(head, int) and head < len(tree):
        tree[head] = _with(tree[head], rest, value) if rest else value
        return tree
    if tree is None:
        tree = {}
    if not isinstance(tree, dict):
        raise Unusual(f"there is no place for `{format_path(path)}`")
    tree[str(head)] = _with(tree.get(str(head)), rest, value) if rest else value
    return tree


def _edited(text: str, root: Span, path: ConfigPath, value: object) -> str:
    span, depth = root, 0
    while depth < len(path) and span.kind in ("mapping", "list") and path[depth] in span.values:
        parent, span = span, span.values[path[depth]]
        depth += 1
        if span.anchored or span.kind == "alias":
            raise Unusual(f"`{format_path(path[:depth])}` is shared by an anchor")
    rest = path[depth:]
    if not rest:
        return _replaced(text, parent, path, span, _flow(value))
    if span.kind == "mapping" and span.values:
        return _added(text, span, rest, value)
    if text[span.start : span.end].strip() not in _NOTHING:
        raise Unusual(f"`{format_path(path[:depth])}` is no mapping")
    if span.flow and parent.flow:
        return _replaced(text, parent, path[:depth], span, "{" + _flow_entry(rest, value) + "}")
    block = "\n" + _block(rest, value, parent.column + STEP)
    return _replaced(text, parent, path[:depth], span, block)


def _replaced(text: str, parent: Span, path: ConfigPath, span: Span, new: str) -> str:
    """The value between its key and what follows it; one that is nothing yet begins after the colon."""
    if (span.kind != "scalar" and not span.flow) or span.style in ("|", ">"):
        raise Unusual(f"`{format_path(path)}` goes over several lines")
    start, end = span.start, span.end
    if not text[start:end].strip() and path[-1] in parent.keys:
        start = end = text.index(":", parent.keys[str(path[-1])][1]) + 1
    if new.startswith("\n"):
        start = len(text[:start].rstrip(" "))
        line = text.find("\n", end)
        tail = text[end : line if line >= 0 else len(text)]
        return text[:start] + tail.rstrip() + new + text[end + len(tail) :]
    gap = " " if text[start - 1] == ":" else ""
    return text[:start] + gap + new + text[end:]


def _added(text: str, span: Span, rest: ConfigPath, value: object) -> str:
    last = list(span.values.values())[-1]
    if span.flow:
        entry = f", {_flow_entry(rest, value)}"
        return text[: last.end] + entry + text[last.end :]
    if text[last.end - 1 : last.end] == "\n":
        end = last.end - 1
    else:
        found = text.find("\n", last.end)
        end = found if found >= 0 else len(text)
    apart = "\n" if span.column == 0 and "\n\n" in text[: list(span.keys.values())[-1][0]] else ""
    return text[:end] + "\n" + apart + _block(rest, value, span.column) + (text[end:] or "\n")


def _block(path: ConfigPath, value: object, column: int) -> str:
    lines = [" " * (column + STEP * depth) + f"{_scalar(part)}:" for depth, part in enumerate(path[:-1])]
    return "\n".join([*lines, *_entry(path[-1], value, column + STEP * (len(path) - 1))])


def _entry(key: object, value: object, column: int) -> Iterator[str]:
    """A key with its value: on one line where that is short, else spread over several."""
    head = " " * column + f"{_scalar(key)}:"
    line = f"{head} {_flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, (dict, list)):
        yield line
        return
    yield head
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _entry(name, item, column + STEP)
    else:
        yield from (" " * (column + STEP) + f"- {_flow(item)}" for item in value)


def _flow_entry(path: ConfigPath, value: object) -> str:
    head, rest = path[0], path[1:]
    return f"{_scalar(head)}: " + ("{" + _flow_entry(rest, value) + "}" if rest else _flow(value))


def _flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    """As a person would write it: quotes only where a text would read as something else."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and isinstance(resolve_plain(value), str)
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
