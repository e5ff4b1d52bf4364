"""Resolved spec -> the graph of an AWS stack."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Graph, Node
from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.lint import lint
from compiler.targets.aws.batch import lower_batch
from compiler.targets.aws.checks import check_names, check_platform, check_serving, check_sources
from compiler.targets.aws.checks_engines import check_engines
from compiler.targets.aws.checks_instances import check_instances
from compiler.targets.aws.checks_pipelines import check_pipelines
from compiler.targets.aws.checks_privacy import check_boundary, check_isolation, check_key, check_network
from compiler.targets.aws.checks_variants import check_variants
from compiler.targets.aws.names import NAME_LIMIT, too_long
from compiler.targets.aws.nodes.training import TrainingJob
from compiler.targets.aws.retraining import lower_retraining
from compiler.targets.aws.runtime_files import ARCHIVE, runtime_digest
from compiler.targets.aws.scheduling import check_schedules
from compiler.targets.aws.serving import lower_serving
from compiler.targets.aws.settings import Settings
from compiler.targets.aws.storage import lower_storage, short
from compiler.targets.aws.training import lower_training
from compiler.targets.aws.watching import lower_watching
from compiler.targets.job import project_file

_CHECKS = (
    *(check_platform, check_instances, check_serving, check_sources, check_key, check_network, check_isolation),
    *(check_schedules, check_engines, check_variants, check_boundary),
)
# An attempt follows the name of a training job: room for two digits.
_ATTEMPT = 2


def lower_aws(resolved: Resolved) -> Checked[Graph]:
    """All resources of a project on AWS; G003, G006 to G018 and G021 to G028 for what AWS would refuse, G030, G031."""
    found: tuple[Diagnostic, ...] = tuple(finding for check in _CHECKS for finding in check(resolved))
    if Checked(None, found).failed:
        return Checked(None, found)
    graph = _graph(resolved, _settings(resolved))
    found += (*check_names(resolved, _lengths(graph)), *check_pipelines(resolved, graph), *lint(graph))
    return Checked(None if Checked(None, found).failed else graph, found)


def _settings(resolved: Resolved) -> Settings:
    region = resolved.project.platform.region
    assert region is not None, "check_platform lets only known regions pass"
    digest = runtime_digest()
    return Settings(resolved, region, f"runtime/{short(digest)}/{ARCHIVE}", digest)


def _graph(resolved: Resolved, settings: Settings) -> Graph:
    project = resolved.project
    nodes: list[Node] = [*lower_storage(settings)]
    for model in project.models:
        trained = tuple(lower_training(settings, model))
        nodes += trained
        for node in trained:
            if isinstance(node, TrainingJob):
                nodes += lower_retraining(settings, node)
    for name in project.serving:
        batch = project.serving[name].mode == "batch"
        nodes += lower_batch(settings, name) if batch else lower_serving(settings, name)
    nodes += lower_watching(settings)
    config = {"aws:region": settings.region}
    return Graph(project.project, resolved.environment, tuple(nodes), project_file(resolved), config)


def _lengths(graph: Graph) -> Iterator[tuple[ConfigPath, int]]:
    for node in graph.nodes:
        fixed = str(getattr(node, "name", ""))
        match node.address.type:
            case "sagemaker.TrainingJob":
                yield node.origin.path, len(fixed) + _ATTEMPT - NAME_LIMIT
            case "sagemaker.Endpoint" | "sagemaker.ModelPackageGroup":
                yield node.origin.path, len(fixed) - NAME_LIMIT
            case type:
                yield node.origin.path, too_long(type, graph.project, graph.environment, node.address.name)
