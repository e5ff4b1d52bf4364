"""What must hold for the graph of any target; one function per rule, each graph -> diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.model.graph import Graph, Links, Node, identifier
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic


def check_addresses(graph: Graph) -> Iterator[Diagnostic]:
    """G001: an address names one resource."""
    seen: dict[Address, Node] = {}
    for node in graph.nodes:
        if node.address in seen:
            where = seen[node.address].origin.location
            summary = f"`{node.address}` would be made twice, first for {where}"
            yield _found("G001", summary, node, hint="drop or rename one of the two")
        seen.setdefault(node.address, node)


def check_identifiers(graph: Graph) -> Iterator[Diagnostic]:
    """G002: a variable of the program names one resource."""
    seen: dict[str, Node] = {}
    for node in graph.nodes:
        variable = identifier(node.address)
        first = seen.setdefault(variable, node)
        if first.address != node.address:
            summary = f"`{first.address}` and `{node.address}` would share the variable `{variable}`"
            yield _found("G002", summary, node, hint=f"rename `{node.address.name}` or `{first.address.name}`")


def check_references(graph: Graph, links: Links) -> Iterator[Diagnostic]:
    """G004: what a resource refers to exists."""
    for node in graph.nodes:
        for address in links[node.address]:
            if address not in links:
                yield _found("G004", f"`{node.address}` refers to `{address}`, which is not in the graph", node)


def check_names(graph: Graph, environments: Iterable[str]) -> Iterator[Diagnostic]:
    """G020: a name that the target fixes belongs to one resource, in this environment or another.

    Such names begin with project and environment, so those of environments `dev` and `dev-eu` can meet. The other
    environments are taken to have what this one has.
    """
    named = [(node, name) for node in graph.nodes if isinstance(name := getattr(node, "name", None), str)]
    own = f"{graph.project}-{graph.environment}-"
    others = [(f"{graph.project}-{other}-", other) for other in environments if other != graph.environment]
    for index, (node, name) in enumerate(named):
        meets = [(first, "") for first, taken in named[:index] if taken == name]
        meets += [
            (first, f" in environment `{other}`")
            for first, taken in named
            for prefix, other in others
            if taken.startswith(own) and prefix + taken.removeprefix(own) == name
        ]
        for first, where in meets:
            if first.address.type == node.address.type:
                summary = f"`{node.address}` and `{first.address}`{where} would both be called `{name}`"
                yield _found("G020", summary, node, hint=f"rename `{node.address.name}` or `{first.address.name}`")


def _found(code: str, summary: str, node: Node, hint: str = "") -> Diagnostic:
    return Diagnostic(code, summary, node.origin.location, node.origin.path, hint=hint)
