"""Previews in an account of AWS: found by their tags, their jobs ended, and whatever still has their tags or names.

Called by operations only; it asks AWS, with whatever credentials boto3 finds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from compiler.source.diagnostic import Refused, refuse

T = TypeVar("T")
_SECONDS = 10
_PATIENCE = 600.0
"""Seconds for jobs to stop; SageMaker gives a container two minutes to end."""
_ENDED = ("Completed", "Failed", "Stopped")
# Call, key of the list, key of a name, and what stops one.
_JOBS = (
    ("list_training_jobs", "TrainingJobSummaries", "TrainingJobName", "stop_training_job"),
    ("list_transform_jobs", "TransformJobSummaries", "TransformJobName", "stop_transform_job"),
    ("list_processing_jobs", "ProcessingJobSummaries", "ProcessingJobName", "stop_processing_job"),
)
# What outlives its successor so that a rollback has somewhere to go, in the order in which it may go.
_OUTLIVING = (
    ("list_training_jobs", "TrainingJobSummaries", "TrainingJobName", "delete_training_job"),
    ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName", "delete_endpoint_config"),
    ("list_models", "Models", "ModelName", "delete_model"),
)
_KEPT_FOR_EVER = (":transform-job/", ":processing-job/", ":hyper-parameter-tuning-job/", "/execution/")
"""Records of work that has ended, which AWS lets nobody delete."""


def preview_tags(region: str) -> tuple[Mapping[str, str], ...]:
    """The tags of every stack of a preview in a region, once each. Raises `Refused` (O033)."""
    found = {}
    for resource in _asked(region, lambda: tuple(_tagged(region, {"Key": "pull_request"}, {"Key": "stack"}))):
        tags = {tag["Key"]: tag["Value"] for tag in resource["Tags"]}
        found[tags["stack"]] = tags
    return tuple(found[name] for name in sorted(found))


def end_jobs(region: str, project: str, environment: str) -> None:
    """Stop whatever still runs for a stack, and wait until it has. Raises `Refused` (O033)."""
    _asked(region, lambda: _end_jobs(_client(region, "sagemaker"), f"{project}-{environment}-", _PATIENCE))


def left_of_stack(region: str, project: str, environment: str) -> tuple[str, ...]:
    """What has the tags of a stack, or the name of one of its roles; what outlived its successors goes first.

    Raises `Refused` (O033).
    """
    start = f"{project}-{environment}-"

    def look() -> tuple[str, ...]:
        sagemaker = _client(region, "sagemaker")
        for call, key, kind, delete in _OUTLIVING:
            for name in _listed(sagemaker, call, key, kind, NameContains=start):
                if name.startswith(start):
                    getattr(sagemaker, delete)(**{kind: name})
        tagged = [item["ResourceARN"] for item in _tagged(region, {"Key": "stack", "Values": [start.rstrip("-")]})]
        roles = _client(region, "iam").get_paginator("list_roles").paginate()
        named = [role["Arn"] for page in roles for role in page["Roles"] if role["RoleName"].startswith(start)]
        return tuple(sorted(arn for arn in {*tagged, *named} if not any(part in arn for part in _KEPT_FOR_EVER)))

    return _asked(region, look)


def _end_jobs(sagemaker: Any, start: str, patience: float) -> None:
    pipelines = _listed(sagemaker, "list_pipelines", "PipelineSummaries", "PipelineName", PipelineNamePrefix=start)
    for pipeline in pipelines:
        executions = sagemaker.list_pipeline_executions(PipelineName=pipeline)["PipelineExecutionSummaries"]
        for execution in executions:
            if execution.get("PipelineExecutionStatus") == "Executing":
                sagemaker.stop_pipeline_execution(
                    PipelineExecutionArn=execution["PipelineExecutionArn"], ClientRequestToken=f"reap-{start}{'0' * 32}"
                )
    end = time.monotonic() + patience
    while running := list(_running(sagemaker, start)):
        for kind, name, stop, status in running:
            if status == "InProgress":
                getattr(sagemaker, stop)(**{kind: name})
        if time.monotonic() > end:
            return  # what is left is told in the end
        time.sleep(min(5.0, patience / 100))


def _running(sagemaker: Any, start: str) -> Iterator[tuple[str, str, str, str]]:
    for call, key, kind, stop in _JOBS:
        for page in sagemaker.get_paginator(call).paginate(NameContains=start):
            for item in page[key]:
                status = item[kind.replace("Name", "Status")]
                if item[kind].startswith(start) and status not in _ENDED:
                    yield kind, item[kind], stop, status


def _listed(client: Any, call: str, key: str, name: str, **only: str) -> list[str]:
    return [item[name] for page in client.get_paginator(call).paginate(**only) for item in page[key]]


def _tagged(region: str, *filters: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
    pages = _client(region, "resourcegroupstaggingapi").get_paginator("get_resources")
    for page in pages.paginate(TagFilters=list(filters)):
        yield from page["ResourceTagMappingList"]


def _asked(region: str, act: Callable[[], T]) -> T:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return act()
    except (BotoCoreError, ClientError) as error:
        raise _unknown(region, error) from error


def _unknown(region: str, error: Exception) -> Refused:
    summary = f"AWS cannot be asked for previews in `{region}`: {error}"
    return refuse("O033", summary, hint="`modelwright iam --role reaper` says what that takes; see `docs/previews.md`")


def _client(region: str, service: str) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"mode": "standard"})
    # Not the default session: it keeps the credentials that it found first.
    return boto3.Session().client(service, region_name=region, config=config)
