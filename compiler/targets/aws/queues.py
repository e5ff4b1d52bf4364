"""Lowering of what makes an endpoint asynchronous: where requests and answers stand, and topics that tell of them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.nodes.hosting import Queue
from compiler.targets.aws.nodes.watching import Topic
from compiler.targets.aws.settings import BUCKET_NAME, Settings


def requests_prefix(name: str) -> str:
    """Where clients of an asynchronous endpoint put their requests, below the bucket."""
    return f"async/{name}/requests/"


def answers_prefix(name: str) -> str:
    """Where SageMaker puts answers and failures, below the bucket."""
    return f"async/{name}/answers/"


def requests_of(name: str) -> Join:
    """The `s3://` address for requests."""
    return Join(("s3://", BUCKET_NAME, f"/{requests_prefix(name)}"))


def lower_topics(settings: Settings, name: str) -> Iterator[Topic]:
    """One topic for answers and one for failures, where the spec wants to be told."""
    at: ConfigPath = ("serving", name, "async")
    if settings.resolved.project.serving[name].asynchronous.notify:
        for event in ("answered", "failed"):
            yield Topic(Address("sns.Topic", f"{name}-{event}"), settings.tagged(at))


def lower_queue(settings: Settings, name: str, topics: tuple[Topic, ...]) -> Queue:
    """The asynchronous part of an endpoint's configuration."""
    answered, failed = (Ref(topic.address, "arn") for topic in topics) if topics else (None, None)
    return Queue(
        answers=Join(("s3://", BUCKET_NAME, f"/{answers_prefix(name)}succeeded/")),
        failures=Join(("s3://", BUCKET_NAME, f"/{answers_prefix(name)}failed/")),
        kms_key=settings.resolved.project.platform.kms_key,
        concurrency=settings.resolved.project.serving[name].asynchronous.concurrency,
        succeeded=answered,
        failed=failed,
    )
