"""A target makes the dataset wait for the endpoint, which waits for the model of the dataset."""

from dataclasses import dataclass
from pathlib import Path

from compiler import targets
from compiler.lower import lower
from compiler.model.graph import Graph, Origin, Ref
from compiler.model.target import Target
from compiler.pipeline import open_session, resolve_stack
from compiler.source.address import Address
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Waiting:
    address: Address
    origin: Origin
    until: Ref


def case():
    _, resolved = resolve_stack(open_session(Path.cwd(), ".", "local").value).value
    return lower(resolved, Target("circular", circular, lambda graph: (), {}, lambda: "1.9")).diagnostics


def circular(resolved):
    graph = targets.get("local").lower(resolved).value
    until = Ref(Address("Endpoint", "churn-api"), "url")
    nodes = (
        Waiting(node.address, node.origin, until) if node.address.type == "Dataset" else node for node in graph.nodes
    )
    return Checked(Graph(graph.project, graph.environment, tuple(nodes)))
