"""What the pipeline of GitLab says. In: what a repository has; out: one rendering, to be included by its own file."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.model.access import forge_environment
from compiler.model.rendering import Language, Rendering
from compiler.scaffold.ci.plain import require_plain
from compiler.source.version import VERSION

_IMAGE = "pulumi/pulumi-python-3.12:3.259.0"
"""Python, git and the Pulumi CLI."""


def gitlab(environments: Sequence[str], branch: str, folder: str) -> tuple[Rendering, ...]:
    """Without environments of a cloud only the check. Raises `Refused` (I009) for what cannot stand in a pipeline."""
    require_plain(environments, branch, folder)
    context: dict[str, object] = {
        "image": _IMAGE,
        "package": f"modelwright=={VERSION}",
        "folder": folder,
        "on_push": f'$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "{branch}"',
        "environments": [_environment(name) for name in environments],
    }
    return (Rendering(".gitlab/modelwright.yml", "ci/gitlab/pipeline.yml.j2", Language.YAML, context),)


def _environment(name: str) -> dict[str, object]:
    return {
        "name": name,
        "plan_environment": forge_environment(name, "planner"),
        "plan_job": f"modelwright-plan-{name}",
        "up_job": f"modelwright-up-{name}",
        "drift_job": f"modelwright-drift-{name}",
        "artifact": f"plans-{name}",
    }
