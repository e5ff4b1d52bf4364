"""Graph -> the same graph with dependencies before what needs them; otherwise the order stays."""

from __future__ import annotations

import dataclasses

from compiler.model.graph import Graph, Links, Node
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic


def order(graph: Graph, links: Links) -> Checked[Graph]:
    """Depth first in the given order, so that a node moves only when it must; G005 when resources need each other."""
    nodes = {node.address: node for node in graph.nodes}
    done: dict[Address, Node] = {}
    for start in nodes:
        cycle = _visit(start, nodes, links, done, ())
        if cycle:
            node = nodes[cycle[0]]
            summary = "resources need each other: " + " -> ".join(f"`{address}`" for address in cycle)
            return Checked(None, (Diagnostic("G005", summary, node.origin.location, node.origin.path),))
    return Checked(dataclasses.replace(graph, nodes=tuple(done.values())))


def _visit(
    address: Address,
    nodes: dict[Address, Node],
    links: Links,
    done: dict[Address, Node],
    above: tuple[Address, ...],
) -> tuple[Address, ...]:
    """Put `address` and what it needs into `done`; the addresses of a cycle when there is one."""
    if address in done:
        return ()
    if address in above:
        return (*above[above.index(address) :], address)
    for needed in links[address]:
        if cycle := _visit(needed, nodes, links, done, (*above, address)):
            return cycle
    done[address] = nodes[address]
    return ()
