"""What the resources of an AWS stack cost: one small function for each type of node that is billed.

A new type of node gets a function in `_BILLED` or a place in `FREE`; a test holds the two against all types of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from compiler.model.cost import HOURS, CostLine, Estimate
from compiler.model.graph import Graph, Node, references
from compiler.targets.aws.nodes.access import Role, RolePolicy
from compiler.targets.aws.nodes.hosting import (
    Endpoint,
    EndpointConfiguration,
    LogGroup,
    MetricAlarm,
    Model,
    ScalingPolicy,
    ScalingTarget,
    Variant,
)
from compiler.targets.aws.nodes.retraining import EventRule, EventTarget, ModelPackageGroup, Pipeline, Schedule
from compiler.targets.aws.nodes.storage import (
    Bucket,
    BucketEncryption,
    BucketPolicy,
    BucketPublicAccessBlock,
    BucketVersioning,
    CallerIdentity,
    PrebuiltImage,
    Upload,
)
from compiler.targets.aws.nodes.training import TrainingJob
from compiler.targets.aws.nodes.watching import Budget, Dashboard, Topic, TopicSubscription
from compiler.targets.aws.prices import Book, Price, parse_book, shipped_book
from compiler.targets.aws.scheduling import often_comes

FREE = frozenset(
    {
        Role, RolePolicy, CallerIdentity, PrebuiltImage,
        BucketVersioning, BucketPublicAccessBlock, BucketEncryption, BucketPolicy,
        Model, ScalingPolicy, ScalingTarget,
        EndpointConfiguration,  # billed by the endpoint that uses it
        ModelPackageGroup, EventRule, EventTarget,  # of events of AWS's own services
        Pipeline,  # billed by the schedule that starts it
        Upload,  # a part of its bucket's storage
        Budget,  # one that tells people is free; one that acts would not be
    }
)  # fmt: skip
_MINUTE, _MB = 60, 1024


@dataclass(frozen=True, slots=True)
class _Bill:
    """What the prices of one graph depend on; `line` has the words of the price already."""

    graph: Graph
    book: Book

    def price(self, service: str, item: str) -> Price | None:
        return self.book.find(service, self.graph.config.get("aws:region", ""), item)

    def all_month(self, node: Node, what: str, price: Price | None, low: float, high: float) -> CostLine:
        """What costs `low` to `high` times the price in a month."""
        if price is None:
            return CostLine(str(node.address), what, "unknown")
        return _line(node, what, price)(how="month", low=low * price.amount, high=high * price.amount)

    def by_use(self, node: Node, what: str, service: str, item: str) -> CostLine:
        """What costs its price for each unit that is used."""
        price = self.price(service, item)
        return _line(node, what, price)(how="use") if price else CostLine(str(node.address), what, "unknown")


def aws_costs(graph: Graph, prices: bytes | None) -> Estimate:
    """Every line of a stack; `prices` is a price list in place of the product's. Raises ValueError as `parse_book`."""
    book = shipped_book() if prices is None else parse_book(prices)
    bill = _Bill(graph, book)
    lines = [line for node in graph.nodes if type(node) not in FREE for line in _lines(bill, node)]
    return Estimate(book.currency, book.as_of, tuple(lines))


def _lines(bill: _Bill, node: Node) -> Iterator[CostLine]:
    priced = _BILLED.get(type(node))
    if priced is None:
        yield CostLine(str(node.address), "no price function", "unknown")
    else:
        yield from priced(bill, node)


def _line(node: Node, what: str, price: Price) -> Callable[..., CostLine]:
    told = {"estimated": price.estimated, "as_of": price.as_of, "source": price.source, "confidence": price.confidence}
    return partial(CostLine, str(node.address), what, price=price.amount, unit=price.unit, **told)


def _endpoint(bill: _Bill, node: Endpoint) -> Iterator[CostLine]:
    configuration = next(item for item in bill.graph.nodes if item.address == node.configuration.address)
    assert isinstance(configuration, EndpointConfiguration), "an endpoint refers to its configuration"
    workers = configuration.variants[0].serverless
    if workers:
        memory = workers.memory
        if workers.provisioned:
            yield CostLine(str(node.address), "workers that are kept warm", "unknown")
        what = f"computing with {memory // _MB} GB"
        yield bill.by_use(node, what, "sagemaker-serverless", f"memory-{memory}-mb")
        yield bill.by_use(node, "bytes in and out", "sagemaker-serverless", "data-processed")
        return
    for variant in (*configuration.variants, *configuration.shadows):
        low, high = _instances(bill.graph, node, variant)
        often = f"{low}" if low == high else f"{low} to {high}"
        instance = str(variant.instance)
        what = f"{often} x {instance}" + (f", variant {variant.name}" if variant.weight is not None else "")
        price = bill.price("sagemaker-hosting", instance)
        yield bill.all_month(node, what, price, low * HOURS, high * HOURS)
    yield bill.by_use(node, "disks of the instances", "sagemaker-hosting", "storage")
    if configuration.queue is None:  # payloads of an asynchronous endpoint go through the bucket
        yield bill.by_use(node, "bytes in", "sagemaker-hosting", "data-in")
        yield bill.by_use(node, "bytes out", "sagemaker-hosting", "data-out")


def _instances(graph: Graph, endpoint: Endpoint, variant: Variant) -> tuple[int, int]:
    """How many run at least and at most, of a variant that scales or does not."""
    for node in graph.nodes:
        if isinstance(node, ScalingTarget) and node.variant == variant.name and endpoint.address in references(node):
            return node.minimum, node.maximum
    count = variant.count or 0
    return count, count


def _training(bill: _Bill, node: TrainingJob) -> Iterator[CostLine]:
    """A ceiling: the longest that a job may run, at the price without a discount."""
    price = bill.price("sagemaker-training", node.instance)
    what = f"a training on {node.instance}, {_duration(node.max_runtime)} at most"
    what += ", spot: the price is its ceiling" if node.spot else ""
    if price is None:
        yield CostLine(str(node.address), what, "unknown")
    else:
        yield _line(node, what, price)(how="run", high=price.amount * node.max_runtime / 3600)


def _schedule(bill: _Bill, node: Schedule) -> Iterator[CostLine]:
    """Its trainings, of which nobody knows more than the longest time; its transforms, of which nobody knows that."""
    pipeline = next(item for item in bill.graph.nodes if item.address == node.pipeline.address)
    assert isinstance(pipeline, Pipeline), "a schedule refers to its pipeline"
    runs, instance = often_comes(node.expression), pipeline.instance
    if pipeline.max_runtime is None:
        # A transform is billed at the price of hosting, and nobody knows how long it takes.
        yield bill.by_use(node, f"{runs:.3g} transforms a month on {instance}", "sagemaker-hosting", instance)
        return
    what = f"{runs:.3g} trainings on {instance}, {_duration(pipeline.max_runtime)} each at most"
    price = bill.price("sagemaker-training", instance)
    yield bill.all_month(node, what, price, 0, runs * pipeline.max_runtime / 3600)


def _duration(seconds: int) -> str:
    minutes = seconds / _MINUTE
    return f"{minutes / 60:g} h" if minutes % 60 == 0 else f"{minutes:g} min"


def _alarm(bill: _Bill, node: MetricAlarm) -> Iterator[CostLine]:
    item = "alarm-high-resolution" if node.period < _MINUTE else "alarm-standard"
    yield bill.all_month(node, "an alarm", bill.price("cloudwatch", item), 1, 1)


def _logs(bill: _Bill, node: LogGroup) -> Iterator[CostLine]:
    yield bill.by_use(node, "logs written", "cloudwatch", "logs-ingestion-standard")
    yield bill.by_use(node, "logs kept", "cloudwatch", "logs-storage")


def _bucket(bill: _Bill, node: Bucket) -> Iterator[CostLine]:
    yield bill.by_use(node, "files kept, old versions too", "s3", "standard-storage-first-50tb")
    yield bill.by_use(node, "files written", "s3", "put-copy-post-list-requests")
    yield bill.by_use(node, "files read", "s3", "get-and-other-requests")


def _dashboard(bill: _Bill, node: Dashboard) -> Iterator[CostLine]:
    price = bill.price("cloudwatch", "dashboard")
    yield bill.all_month(node, "a dashboard: an account's first three are free", price, 0, 1)


def _subscription(bill: _Bill, node: TopicSubscription) -> Iterator[CostLine]:
    yield bill.by_use(node, "mails", "sns", "email-notification")


def _topic(bill: _Bill, node: Topic) -> Iterator[CostLine]:
    yield bill.by_use(node, "messages", "sns", "publish-request")


_BILLED: Mapping[type, Callable[[_Bill, Any], Iterator[CostLine]]] = {
    Endpoint: _endpoint,
    TrainingJob: _training,
    Schedule: _schedule,
    MetricAlarm: _alarm,
    LogGroup: _logs,
    Bucket: _bucket,
    Topic: _topic,
    TopicSubscription: _subscription,
    Dashboard: _dashboard,
}
BILLED = frozenset(_BILLED)
