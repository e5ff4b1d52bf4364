"""Graph -> the renderings that every target's stack folder has: program, Pulumi project files, job definitions."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.graph import Graph, Node, Origin, identifier
from compiler.model.job import Job, definition
from compiler.model.rendering import Code, Language, Rendering
from compiler.model.signatures import Signatures
from compiler.source.location import ConfigPath, Location
from compiler.targets.job import carried


def program(
    graph: Graph,
    template: str,
    kinds: Mapping[str, str],
    context: Mapping[str, object],
    signatures: Signatures | None = None,
) -> Rendering:
    """`__main__.py`; every program may print project, environment and source. `kinds` is as for `parts`."""
    included = {str(node.address): kinds[node.address.type] for node in graph.nodes}
    head = {"project": graph.project, "environment": graph.environment, "source": graph.source}
    parts_of = {"endpoints": ("serving",), "models": ("models",), "kms_key": ("platform", "kms_key")}
    origin = _origin(graph, parts_of)
    return Rendering("__main__.py", template, Language.PYTHON, {**head, **context}, included, origin, signatures)


def _origin(graph: Graph, inputs: Mapping[str, ConfigPath]) -> Origin:
    """Of a file that the project as a whole comes to."""
    return Origin(Location(graph.source, 1, 1), (), {"project": ("project",), **inputs})


def parts(graph: Graph, kinds: Mapping[str, str]) -> tuple[dict[str, object], ...]:
    """For each node in order its `template`, by its type, the variables that it must wait for (`after`), and the names
    that it had before (`names`)."""
    return tuple(
        {
            "template": kinds[node.address.type],
            "node": node,
            "after": _after(node),
            "names": graph.moved.get(node.address, ()),
        }
        for node in graph.nodes
    )


def _after(node: Node) -> tuple[Code, ...]:
    return tuple(Code(identifier(address)) for address in getattr(node, "after", ()))


def stack_files(graph: Graph, requirements: tuple[str, ...], config: Mapping[str, object]) -> tuple[Rendering, ...]:
    """`Pulumi.yaml` and `requirements.txt`.

    Configuration stands in `Pulumi.yaml`: every environment has a folder of its own, and `Pulumi.<environment>.yaml`
    is the file that `pulumi` itself writes to (encryption salt, secrets), which a compiler must not fight over.
    """
    text = f"{graph.project} in environment {graph.environment}, compiled by Modelwright"
    project = {"project": graph.project, "description": text, "config": config}
    return (
        Rendering("Pulumi.yaml", "project/Pulumi.yaml.j2", Language.YAML, project, origin=_origin(graph, {})),
        Rendering("requirements.txt", "project/requirements.txt.j2", Language.TEXT, {"requirements": requirements}),
    )


def job_file(job: Job, path: str, place: Location) -> Rendering:
    """One training job definition; `place` is where its model was written."""
    origin = Origin(place, ("models", job.model), carried(job.model, str(job.dataset["name"])))
    return Rendering(path, "jobs/training.json.j2", Language.JSON, definition(job), origin=origin)
