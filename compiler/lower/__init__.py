"""Resolved spec + target -> graph: the target decides, then the graph is ordered and checked.

`lower` is the phase; `checks` holds one function per rule.
"""

from __future__ import annotations

from compiler.lower.checks import check_addresses, check_identifiers, check_names, check_references
from compiler.lower.moves import moved
from compiler.lower.order import order
from compiler.model.graph import Graph, references
from compiler.model.resolved import Resolved
from compiler.model.target import Target
from compiler.source.diagnostic import Checked

__all__ = ["lower"]


def lower(resolved: Resolved, target: Target) -> Checked[Graph]:
    """The resources of one project on `target`, dependencies first, otherwise in the target's own order.

    Diagnostics: whatever the target refuses, and G001, G002, G004, G005, G020.
    """
    lowered = target.lower(resolved)
    if lowered.value is None or lowered.failed:
        return lowered
    renamed = moved(resolved, target, lowered.value)
    if renamed.value is None:
        return renamed
    graph = renamed.value
    links = {node.address: references(node) for node in graph.nodes}
    found = (
        *check_addresses(graph),
        *check_identifiers(graph),
        *check_references(graph, links),
        *check_names(graph, resolved.environments),
    )
    if found:
        return Checked(None, (*lowered.diagnostics, *found))
    ordered = order(graph, links)
    return Checked(ordered.value, (*lowered.diagnostics, *ordered.diagnostics))
