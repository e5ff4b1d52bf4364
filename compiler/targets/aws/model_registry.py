"""The registry of a stack that stands: which version of a model was approved, and which one serves.

Called by operations only; it asks AWS, with whatever credentials boto3 finds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from compiler.model.graph import Graph
from compiler.model.stack import Registry
from compiler.source.diagnostic import Refused, refuse
from compiler.targets.aws.nodes.retraining import ModelPackageGroup, Pipeline
from compiler.targets.aws.retraining import approved_setting

_SECONDS = 10
_ABSENT = ("does not exist", "ResourceNotFound", "Could not find")


def registries(graph: Graph) -> tuple[Registry, ...]:
    """Those that a stack has, with what a version must be made from to be the model of the spec."""
    groups = {node.address.name: node.name for node in graph.nodes if isinstance(node, ModelPackageGroup)}
    region = graph.config["aws:region"]
    return tuple(
        Registry(node.address.name, groups[node.address.name], node.fingerprint, region, approved_setting(model))
        for node in graph.nodes
        if isinstance(node, Pipeline) and node.fingerprint and (model := node.address.name)
    )


def approved(registry: Registry) -> str | None:
    """The artifact of the newest version that was approved and made from what the spec says; None before the first.

    Raises `Refused` (O016).
    """
    client = _client(registry)
    for arn in _asked(registry, lambda: tuple(_versions(client, registry.group, ModelApprovalStatus="Approved"))):
        told = _asked(registry, lambda arn=arn: client.describe_model_package(ModelPackageName=arn))
        if told and told.get("CustomerMetadataProperties", {}).get("fingerprint") == registry.fingerprint:
            return told["InferenceSpecification"]["Containers"][0]["ModelDataUrl"]
    return None


def serve(registry: Registry, artifact: str) -> None:
    """From now on gates compare with what serves. Raises `Refused` (O016)."""
    *folder, job, _, _ = artifact.removeprefix("s3://").split("/")
    bucket, key = folder[0], "/".join([*folder[1:], "champion.json"])
    content = json.dumps({"job": job}).encode()
    _asked(registry, lambda: _client(registry, "s3").put_object(Bucket=bucket, Key=key, Body=content))


def empty(arn: str) -> None:
    """Remove all versions of the group: AWS deletes none that has any. Raises `Refused` (O016)."""
    _, _, _, region, _, name = arn.split(":", 5)
    group = name.rpartition("/")[2]
    registry = Registry(group, group, "", region, "")
    client = _client(registry)
    for version in _asked(registry, lambda: tuple(_versions(client, group))):
        _asked(registry, lambda version=version: client.delete_model_package(ModelPackageName=version))


def _versions(client: Any, group: str, **only: str) -> Iterator[str]:
    """Newest first."""
    pages = client.get_paginator("list_model_packages")
    for page in pages.paginate(ModelPackageGroupName=group, SortBy="CreationTime", SortOrder="Descending", **only):
        yield from (item["ModelPackageArn"] for item in page["ModelPackageSummaryList"])


def _asked(registry: Registry, act: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return act()
    except (BotoCoreError, ClientError) as error:
        if isinstance(error, ClientError) and any(text in str(error) for text in _ABSENT):
            return ()
        raise _unreadable(registry, error) from error


def _unreadable(registry: Registry, error: Exception) -> Refused:
    summary = f"the versions of model `{registry.model}` cannot be read: {error}"
    hint = "`up` takes the newest approved version; see `modelwright iam` for what that takes"
    return refuse("O016", summary, hint=hint)


def _client(registry: Registry, service: str = "sagemaker") -> Any:
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"mode": "standard"})
    try:
        # Not the default session: it keeps the credentials that it found first.
        return boto3.Session().client(service, region_name=registry.region, config=patience)
    except Exception as error:
        raise _unreadable(registry, error) from error
