"""Pipelines that SageMaker would refuse: graph -> diagnostics, at what of the spec they come from."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Graph
from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.targets.aws.nodes.retraining import Pipeline
from compiler.targets.aws.pipeline_checks import mistakes
from compiler.targets.aws.pipeline_references import Mistake
from compiler.targets.aws.pipelines import assembled
from compiler.targets.aws.told import found


def check_pipelines(resolved: Resolved, graph: Graph) -> Iterator[Diagnostic]:
    """G022."""
    for node in graph.nodes:
        if isinstance(node, Pipeline):
            for mistake in mistakes(assembled(node)):
                path, hint = _place(resolved, node.origin.path, mistake)
                summary = (
                    f"SageMaker would not take the pipeline of `{format_path(node.origin.path[:2])}`: {mistake.text}"
                )
                yield found(resolved, "G022", summary, path, hint)


def _place(resolved: Resolved, at: ConfigPath, mistake: Mistake) -> tuple[ConfigPath, str]:
    model, where = str(at[1]), ".".join(map(str, mistake.path))
    if at[0] != "models":
        return at, f"this is at `{where}` of its definition"
    match mistake.path:
        case (*_, "Environment", str(name)) if name in resolved.project.models[model].train.env:
            return ("models", model, "train", "env", name), "put long values into a file that the training reads"
        case (*_, "Environment"):
            return ("models", model, "train", "env"), "set fewer variables"
        case (*_, "CustomerMetadataProperties", "data"):
            return ("datasets", resolved.project.models[model].dataset, "source"), "give the data a plainer address"
    return ("models", model, "retrain", "schedule"), f"this is at `{where}` of its definition"
