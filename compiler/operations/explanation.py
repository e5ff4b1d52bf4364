"""Where one value of a project comes from, and which resources it goes into."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.model.graph import Graph
from compiler.pipeline import Keep, Session, collect, compile_stack, compose_stack
from compiler.source.diagnostic import Checked, refuse
from compiler.source.location import ConfigPath, format_path, parse_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import Layer


@dataclass(frozen=True, slots=True)
class Explanation:
    """`chain` holds the layers that set the value, oldest first; `resources` the addresses and inputs that carry it."""

    path: ConfigPath
    value: object
    chain: tuple[Layer, ...]
    resources: tuple[str, ...]


def explain(session: Session, path_text: str) -> Checked[Explanation]:
    """Explain the value at a path such as `models.churn.params.max_depth` in the session's environment."""

    def run(keep: Keep) -> Explanation:
        composed = keep.value(compose_stack(session))
        path = parse_path(path_text)
        value = _lookup(composed.tree, path)
        compiled = compile_stack(session).value
        resources = _carriers(compiled.graph, path) if compiled else ()
        return Explanation(path, value, composed.sources.chain(path), resources)

    return collect(run)


def _lookup(tree: object, path: ConfigPath) -> object:
    value = tree
    for depth, part in enumerate(path):
        entries = _entries(value)
        if part not in entries:
            parent = format_path(path[:depth]) or "the project"
            hint = suggest(str(part), map(str, entries))
            raise refuse("O006", f"`{parent}` has no `{part}`", hint=hint)
        value = entries[part]
    return value


def _entries(value: object) -> dict[object, object]:
    if isinstance(value, list):
        return dict(enumerate(value))
    return dict(value) if isinstance(value, dict) else {}


def _carriers(graph: Graph, path: ConfigPath) -> tuple[str, ...]:
    found = []
    for node in graph.nodes:
        for name, source in sorted(node.origin.inputs.items()):
            shared = min(len(source), len(path))
            if source[:shared] == path[:shared]:
                found.append(f"{node.address}: {name}")
        if node.origin.path == path:
            found.append(str(node.address))
    return tuple(dict.fromkeys(found))
