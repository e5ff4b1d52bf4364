"""Codes and configuration values, explained. In: a code, or a value with the layers that set it; out: text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from compiler.reports.style import paint, short, table
from compiler.source.codes import Code, ending
from compiler.source.location import ConfigPath, format_path
from compiler.source.sourcemap import Layer


def code_text(code: Code, *, colour: bool) -> str:
    """What a code means, with a wrong and a right example."""
    parts = [paint(f"{code.id}: {code.title}", "bold", colour), textwrap.fill(code.why, 100)]
    for name, example in (("Wrong", code.wrong), ("Right", code.right)):
        if example:
            parts.append(f"{name}:\n{textwrap.indent(example.rstrip(), '    ')}")
    return "\n\n".join([*parts, ending(code)])


def explanation_text(
    path: ConfigPath, value: object, chain: Sequence[Layer], resources: Sequence[str], *, colour: bool
) -> str:
    """The value, every layer that set it (the last one counts), and the resources that carry it."""
    parts = [paint(f"{format_path(path)} = {short(value, 100)}", "bold", colour)]
    rows = [(layer.kind, str(layer.location), short(layer.value), _mark(at, chain)) for at, layer in enumerate(chain)]
    parts.append(table(rows) if rows else "  a default of the product: no file sets it")
    if resources:
        parts.append("Carried by\n" + table([(name,) for name in resources]))
    return "\n\n".join(parts)


def explanation_json(
    path: ConfigPath, value: object, chain: Sequence[Layer], resources: Sequence[str]
) -> dict[str, object]:
    """The same for machines."""
    layers = [{"kind": str(layer.kind), "location": str(layer.location), "value": layer.value} for layer in chain]
    return {"path": format_path(path), "value": value, "chain": layers, "resources": list(resources)}


def _mark(at: int, chain: Sequence[Layer]) -> str:
    return "<- counts" if at == len(chain) - 1 and len(chain) > 1 else ""
