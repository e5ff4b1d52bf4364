"""What AWS would refuse of keys, boundaries and private networks: one function per rule, spec -> diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.targets.aws.registries import partition
from compiler.targets.aws.told import found
from compiler.targets.job import job_secrets

_NETWORK: ConfigPath = ("platform", "network")
_PARTS = {"subnets": ("subnet-", 16), "security_groups": ("sg-", 5)}


def check_key(resolved: Resolved) -> Iterator[Diagnostic]:
    """G015: the key is one of AWS KMS, in the region of everything that it encrypts."""
    platform = resolved.project.platform
    if platform.kms_key is None:
        return
    region = platform.region or ""
    form = rf"arn:{partition(region)}:kms:{re.escape(region)}:\d{{12}}:key/[0-9a-zA-Z-]+"
    if not re.fullmatch(form, platform.kms_key):
        summary = f"`{platform.kms_key}` is no key of AWS KMS in `{region}`"
        hint = f"write its ARN: `arn:{partition(region)}:kms:{region}:<account>:key/<id>`"
        yield found(resolved, "G015", summary, ("platform", "kms_key"), hint)


def check_boundary(resolved: Resolved) -> Iterator[Diagnostic]:
    """G028: the boundary of roles is a policy of IAM, by its ARN."""
    platform = resolved.project.platform
    boundary, place = platform.permissions_boundary, partition(platform.region or "")
    if boundary is not None and not re.fullmatch(rf"arn:{place}:iam::(\d{{12}}|aws):policy/[\w+=,.@/-]+", boundary):
        summary = f"`{boundary}` is no policy of IAM"
        hint = f"write its ARN: `arn:{place}:iam::<account>:policy/<name>`"
        yield found(resolved, "G028", summary, ("platform", "permissions_boundary"), hint)


def check_network(resolved: Resolved) -> Iterator[Diagnostic]:
    """G016: subnets and security groups, by their ids and not too many, for what can run in a network."""
    network = resolved.project.platform.network
    for field, (prefix, most) in _PARTS.items():
        ids = getattr(network, field)
        if len(ids) > most:
            summary = f"SageMaker takes {most} {field.replace('_', ' ')}, and there are {len(ids)}"
            yield found(resolved, "G016", summary, (*_NETWORK, field), f"list {most} at most")
        for index, id in enumerate(ids):
            if not re.fullmatch(rf"{prefix}[0-9a-f]+", id):
                summary = f"`{id}` is not the id of one of the {field.replace('_', ' ')}"
                yield found(resolved, "G016", summary, (*_NETWORK, field, index), f"write `{prefix}0a1b2c3d`")
    if bool(network.subnets) != bool(network.security_groups):
        there, lacking = ("subnets", "security_groups") if network.subnets else ("security_groups", "subnets")
        summary = f"`{there}` without `{lacking}`: SageMaker takes both or neither"
        yield found(resolved, "G016", summary, (*_NETWORK, there), f"add `{lacking}`")
    yield from _check_serverless(resolved)


def _check_serverless(resolved: Resolved) -> Iterator[Diagnostic]:
    network = resolved.project.platform.network
    for name, serving in resolved.project.serving.items():
        if serving.mode == "serverless" and (network.subnets or network.isolation):
            summary = f"`{name}` is serverless, and such endpoints run in no private network and without isolation"
            hint = "choose another mode, or leave out `platform.network` in this environment"
            yield found(resolved, "G016", summary, ("serving", name, "mode"), hint)


def check_isolation(resolved: Resolved) -> Iterator[Diagnostic]:
    """G017: what a job fetches while it runs is there without a network."""
    project = resolved.project
    if not project.platform.network.isolation:
        return
    at: ConfigPath = (*_NETWORK, "isolation")
    if project.platform.image is None and project.models:
        summary = "isolated jobs can install nothing, and AWS's scikit-learn image lacks skops"
        hint = "set `platform.image` to an image that has it, or drop `isolation`"
        yield found(resolved, "G017", summary, at, hint)
    for name, pretrained in resolved.pretrained.items():
        if pretrained.source.huggingface is not None:
            summary = f"an isolated container cannot fetch model `{name}` from the Hugging Face hub"
            hint = "copy the repository to a folder in S3 and write `source: {s3: …}`, or drop `isolation`"
            yield found(resolved, "G017", summary, ("models", name, "source"), hint)
    for name, model in project.models.items():
        for index, gate in enumerate(model.gates):
            if gate.champion:
                summary = f"an isolated job cannot fetch the model that `{gate.text}` compares with"
                hint = "use an absolute gate, or drop `platform.network.isolation`"
                yield found(resolved, "G017", summary, ("models", name, "gates", index), hint)
        for variable in job_secrets(resolved, name):
            summary = f"an isolated job cannot fetch the secret for `{variable}`"
            path: ConfigPath = ("models", name, "train", "env", variable)
            yield found(resolved, "G017", summary, path, "drop `platform.network.isolation`, or the secret")
