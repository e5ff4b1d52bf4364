"""Graph of the local target -> the files of its stack folder."""

from __future__ import annotations

from compiler.model.graph import Graph, Ref
from compiler.model.rendering import Rendering
from compiler.source.version import VERSION
from compiler.targets.local.nodes import Endpoint, ModelVersion, TrainingRun
from compiler.targets.stackfiles import job_file, parts, program, stack_files

_KINDS = {
    "Dataset": "local/dataset.py.j2",
    "TrainingRun": "local/training_run.py.j2",
    "ModelVersion": "local/model_version.py.j2",
    "Endpoint": "local/endpoint.py.j2",
}
_REQUIREMENTS = (f"modelwright=={VERSION}", "pulumi>=3.200,<4")


def local_renderings(graph: Graph) -> tuple[Rendering, ...]:
    """The program, Pulumi's project files and the job definitions."""
    runs = [node for node in graph.nodes if isinstance(node, TrainingRun)]
    jobs = [job_file(node.job, node.definition, node.origin.location) for node in runs]
    context = {
        "parts": parts(graph, _KINDS),
        "endpoints": _endpoints(graph),
        "models": _models(graph),
        "secrets": any(run.secrets for run in runs),
    }
    return (program(graph, "local/program.py.j2", _KINDS, context), *stack_files(graph, _REQUIREMENTS, {}), *jobs)


def _endpoints(graph: Graph) -> dict[str, object]:
    nodes = [node for node in graph.nodes if isinstance(node, Endpoint)]
    return {
        node.address.name: {
            "url": Ref(node.address, "url"),
            "model": node.model,
            "version": Ref(node.address, "version"),
        }
        for node in nodes
    }


def _models(graph: Graph) -> dict[str, object]:
    nodes = [node for node in graph.nodes if isinstance(node, ModelVersion)]
    return {
        node.model: {
            "version": Ref(node.address, "version"),
            "metrics": Ref(node.address, "metrics"),
            "gates": Ref(node.address, "gates"),
        }
        for node in nodes
    }
