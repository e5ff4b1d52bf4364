"""A target lowers the sample as `local` does, and forgets the dataset."""

from pathlib import Path

from compiler import targets
from compiler.lower import lower
from compiler.model.graph import Graph
from compiler.model.target import Target
from compiler.pipeline import open_session, resolve_stack
from compiler.source.diagnostic import Checked


def case():
    _, resolved = resolve_stack(open_session(Path.cwd(), ".", "local").value).value
    return lower(resolved, Target("forgetful", forgetful, lambda graph: (), {}, lambda: "1.9")).diagnostics


def forgetful(resolved):
    graph = targets.get("local").lower(resolved).value
    kept = tuple(node for node in graph.nodes if node.address.type != "Dataset")
    return Checked(Graph(graph.project, graph.environment, kept))
