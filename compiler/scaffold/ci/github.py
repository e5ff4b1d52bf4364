"""What the workflows of GitHub say. In: what a repository has; out: renderings, by path in the repository.

Each action is pinned by commit; the version beside it is the tag at that commit.
"""

from __future__ import annotations

from collections.abc import Sequence

from compiler.model.access import forge_environment
from compiler.model.rendering import Language, Rendering
from compiler.scaffold.ci.plain import require_plain
from compiler.source.version import VERSION

_PINS = {
    "checkout": ("actions/checkout", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "python": ("actions/setup-python", "5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "upload": ("actions/upload-artifact", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1"),
    "download": ("actions/download-artifact", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    "aws": ("aws-actions/configure-aws-credentials", "e6de054238d6b7531b4efff3b6587d9aade6a06c", "v6.2.3"),
    "pulumi": ("pulumi/actions", "8e5e406f4007fca908480587cb9893c07090f58d", "v7.0.0"),
}
_PULUMI = "3.259.0"
_PYTHON = "3.12"


def github(environments: Sequence[str], branch: str, folder: str) -> tuple[Rendering, ...]:
    """Without environments of a cloud only the check. Raises `Refused` (I009) for what cannot stand in a workflow."""
    require_plain(environments, branch, folder)
    context: dict[str, object] = {
        "pins": {key: {"uses": f"{name}@{commit}", "version": tag} for key, (name, commit, tag) in _PINS.items()},
        "python": _PYTHON,
        "pulumi": _PULUMI,
        "package": f"modelwright=={VERSION}",
        "branch": branch,
        "folder": folder,
        "environments": [
            _environment(name, before) for name, before in zip(environments, ("", *environments), strict=False)
        ],
    }
    names = ("check", "deploy", "drift", "preview", "reap") if environments else ("check",)
    if environments:
        context["previews"] = _previews(environments[0])
    return tuple(
        Rendering(f".github/workflows/modelwright-{name}.yml", f"ci/github/{name}.yml.j2", Language.YAML, context)
        for name in names
    )


def _previews(name: str) -> dict[str, object]:
    """Previews inherit from the environment that is deployed first."""
    return {
        "name": name,
        "preview_environment": forge_environment(name, "previewer"),
        "reap_environment": forge_environment(name, "reaper"),
    }


def _environment(name: str, before: str) -> dict[str, object]:
    """`before` is the environment that is deployed first; a job goes on when that had nothing to do."""
    return {
        "name": name,
        "plan_environment": forge_environment(name, "planner"),
        "plan_job": f"plan-{name}",
        "up_job": f"up-{name}",
        "drift_job": f"drift-{name}",
        "plan_title": f"Plan {name}",
        "up_title": f"Deploy {name}",
        "drift_title": f"Drift of {name}",
        "artifact": f"plans-{name}",
        "after": [f"plan-{before}", f"up-{before}"] if before else [],
        "planned": [f"plan-{name}"],
        "plan_if": "${{ !failure() && !cancelled() }}",
        "up_if": f"${{{{ !failure() && !cancelled() && needs.plan-{name}.outputs.changes == 'true' }}}}",
    }
