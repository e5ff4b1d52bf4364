"""Instance types that SageMaker does not have, or that the image does not run on: resolved spec -> diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.nearest import suggest
from compiler.targets.aws.images import runs_prebuilt
from compiler.targets.aws.instances import Use, families, of_family
from compiler.targets.aws.told import found
from compiler.targets.aws.variants import placed


def check_instances(resolved: Resolved) -> Iterator[Diagnostic]:
    """G013: the prebuilt image runs on it. G018: it exists; a family that is newer than our list is a warning only."""
    project = resolved.project
    used: set[tuple[str, str, Use]] = {
        (model.train.compute, "instance", "training") for model in project.models.values()
    }
    prebuilt = set(used) if project.platform.image is None else set()
    for name, serving in project.serving.items():
        if serving.mode != "serverless":
            use: Use = "transform" if serving.mode == "batch" else "hosting"
            for variant in placed(resolved, name):
                used.add((variant.compute, "serving_instance", use))
                if variant.model in project.models and project.platform.image is None:
                    prebuilt.add((variant.compute, "serving_instance", use))
    for profile, field, use in sorted(used):
        instance = getattr(project.platform.compute[profile], field)
        path = ("platform", "compute", profile, field)
        if (profile, field, use) in prebuilt and not runs_prebuilt(instance):
            summary = f"AWS's scikit-learn image does not run on `{instance}`"
            hint = "choose an x86 instance type without GPU, such as `ml.m5.large`, or set `platform.image`"
            yield found(resolved, "G013", summary, path, hint)
        elif unknown := _unknown(instance, use):
            summary, hint, severity = unknown
            yield replace(found(resolved, "G018", summary, path, hint), severity=severity)


def _unknown(instance: str, use: Use) -> tuple[str, str, Severity] | None:
    known = of_family(instance, use)
    if known is None:
        family = instance.removeprefix("ml.").partition(".")[0]
        summary = f"no instance family `{family}` is known for {use}"
        hint = f"{suggest(family, families(use))} (a family that is newer than this release may be right)"
        return summary, hint, Severity.WARNING
    if instance not in known:
        return f"SageMaker has no `{instance}` for {use}", suggest(instance, known), Severity.ERROR
    return None
