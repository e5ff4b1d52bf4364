"""A role of a compiled program that SageMaker may take for any account."""

import dataclasses
from pathlib import Path

from compiler.pipeline import lower_stack, open_session
from compiler.targets.aws.access.lint import lint
from compiler.targets.aws.nodes.access import Role


def case():
    graph = lower_stack(open_session(Path.cwd(), ".", "dev").value).value.graph
    return tuple(lint(dataclasses.replace(graph, nodes=tuple(map(open_to_all, graph.nodes)))))


def open_to_all(node):
    if not isinstance(node, Role):
        return node
    (statement,) = node.trust["Statement"]
    return dataclasses.replace(node, trust={**node.trust, "Statement": [{**statement, "Condition": {}}]})
