"""A bucket of a compiled program that nothing keeps from being made public."""

import dataclasses
from pathlib import Path

from compiler.pipeline import lower_stack, open_session
from compiler.targets.aws.access.lint import lint


def case():
    graph = lower_stack(open_session(Path.cwd(), ".", "dev").value).value.graph
    kept = tuple(node for node in graph.nodes if node.address.type != "s3.BucketPublicAccessBlock")
    return tuple(lint(dataclasses.replace(graph, nodes=kept)))
