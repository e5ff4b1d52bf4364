"""A value of the configuration, explained. In: where it comes from and what came of it; out: text, or JSON."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.operations.explanation import Child, Explanation
from compiler.reports.style import paint, short, table
from compiler.source.location import format_path
from compiler.source.sourcemap import Layer

_MOST = 20
_DEFAULT = "default of the product"


def explanation_text(found: Explanation, *, colour: bool) -> str:
    """The value, the layers that set it (the last one counts), what is in it, and the lines that carry it."""
    parts = [paint(f"{format_path(found.path) or 'the project'} = {short(found.value, 100)}", "bold", colour)]
    chain = found.chain
    rows = [(layer.kind, str(layer.location), short(layer.value), _mark(at, chain)) for at, layer in enumerate(chain)]
    parts.append(table(rows) if rows else f"  a {_DEFAULT}: no file sets it")
    parts += [f"Refers to\n{_children(found.refers)}"] if found.refers else []
    parts += [f"Below it\n{_children(found.children)}"] if found.children else []
    if not found.sound:
        parts.append("The project does not compile, so nothing is known of what carries it: `modelwright validate`.")
    elif found.carriers:
        parts.append("Carried by\n" + _shortened([_carrier_row(found, at) for at in range(len(found.carriers))]))
    else:
        parts.append("No resource carries it.")
    if found.stale:
        parts.append("The compiled files are not up to date: these are the lines after `modelwright compile`.")
    return "\n\n".join(parts)


def explanation_json(found: Explanation) -> dict[str, object]:
    """The same for machines."""
    return {
        "path": format_path(found.path),
        "value": found.value,
        "chain": [
            {"kind": str(layer.kind), "location": str(layer.location), "value": layer.value} for layer in found.chain
        ],
        "refers": [_child_json(item) for item in found.refers],
        "children": [_child_json(item) for item in found.children],
        "resources": [
            {"address": item.address, "input": item.input or None, "file": item.file or None, "line": item.line or None}
            for item in found.carriers
        ],
        "stale": found.stale,
        "sound": found.sound,
    }


def _carrier_row(found: Explanation, at: int) -> tuple[str, str, str]:
    item = found.carriers[at]
    same = at > 0 and found.carriers[at - 1].address == item.address
    return ("" if same else item.address, item.input, f"{item.file}:{item.line}" if item.file else "")


def _children(items: Sequence[Child]) -> str:
    return _shortened([(format_path(item.path), short(item.value, 50), _place(item)) for item in items])


def _shortened(rows: list[tuple[str, str, str]]) -> str:
    more = f"\n  … and {len(rows) - _MOST} more" if len(rows) > _MOST else ""
    return table(rows[:_MOST]) + more


def _child_json(item: Child) -> dict[str, object]:
    place = str(item.location) if item.location else None
    return {"path": format_path(item.path), "value": item.value, "location": place}


def _place(item: Child) -> str:
    return str(item.location) if item.location else _DEFAULT


def _mark(at: int, chain: Sequence[Layer]) -> str:
    return "<- counts" if at == len(chain) - 1 and len(chain) > 1 else ""
