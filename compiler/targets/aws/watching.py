"""Lowering of what people are told: alarms on endpoints, who hears of them, a dashboard, and the budget."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import told_by
from compiler.targets.aws.alarms import lower_alarm
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.hosting import MetricAlarm
from compiler.targets.aws.nodes.retraining import EventRule, EventTarget
from compiler.targets.aws.nodes.watching import Budget, Dashboard, Topic, TopicSubscription, WatchingNode
from compiler.targets.aws.retraining import ALERTS, is_scheduled, lower_told
from compiler.targets.aws.serving import endpoint_name
from compiler.targets.aws.settings import Settings
from compiler.targets.aws.variants import answering, placed
from compiler.targets.aws.widgets import Watched, widgets

_EMAILS: ConfigPath = ("platform", "alerts", "emails")
_PUBLISHERS = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com")
_EVENTS = ("events.amazonaws.com",)


def lower_watching(settings: Settings) -> Iterator[WatchingNode | MetricAlarm | EventRule | EventTarget]:
    """Nothing where nothing is to be told."""
    project = settings.resolved.project
    alarms = tuple(_alarms(settings))
    registers = any(is_scheduled(settings, model) for model in project.models)
    if alarms or registers or project.budget or project.platform.alerts.emails:
        yield from _alerts(settings, _PUBLISHERS + (_EVENTS if registers else ()))
    yield from alarms
    for model in project.models:
        yield from lower_told(settings, model)
    if project.budget:
        yield _budget(settings)
    if project.platform.dashboard and any(serving.mode != "batch" for serving in project.serving.values()):
        yield _dashboard(settings)


def _alerts(settings: Settings, publishers: tuple[str, ...]) -> Iterator[WatchingNode]:
    project = settings.resolved.project
    name = physical(project.project, settings.resolved.environment, ALERTS.name)
    policy = told_by(settings.place, settings.place.arn("sns", name), publishers)
    origin = settings.tagged(("platform", "alerts"), {"policy": ("platform", "region")})
    yield Topic(ALERTS, origin, name, policy)
    for index, email in enumerate(project.platform.alerts.emails):
        at: ConfigPath = (*_EMAILS, index)
        address = Address("sns.TopicSubscription", f"alerts-{index + 1}")
        yield TopicSubscription(address, settings.origin(at, endpoint=at), Ref(ALERTS, "arn"), email)


def _alarms(settings: Settings) -> Iterator[MetricAlarm]:
    """On the endpoint as a whole, whichever configuration serves."""
    for name, serving in settings.resolved.project.serving.items():
        endpoint = endpoint_name(settings, name)
        for index, trigger in enumerate(serving.monitor.alarms if serving.monitor else ()):
            at: ConfigPath = ("serving", name, "monitor", "alarms", index)
            for variant in answering(settings.resolved, name):
                place = endpoint if variant.weight is None else f"{endpoint}, variant {variant.name}"
                yield lower_alarm(
                    Address("cloudwatch.MetricAlarm", f"{variant.part}-{trigger.name}-alert"),
                    settings.tagged(at, {"threshold": at, "metricName": at}),
                    trigger,
                    {"EndpointName": endpoint, "VariantName": variant.name},
                    f"Endpoint {place}: {trigger.text}",
                    (Ref(ALERTS, "arn"),),
                )


def _budget(settings: Settings) -> Budget:
    budget = settings.resolved.project.budget
    assert budget is not None, "asked for only where there is one"
    return Budget(
        address=Address("budgets.Budget", "monthly"),
        origin=settings.tagged(("budget",), {"limitAmount": ("budget", "monthly")}),
        amount=f"{budget.monthly:.2f}",
        currency=budget.currency,
        tag=f"user:stack${settings.tags['stack']}",
        topic=Ref(ALERTS, "arn"),
    )


def _dashboard(settings: Settings) -> Dashboard:
    project = settings.resolved.project
    watched = [
        Watched(
            name if variant.weight is None else f"{name}/{variant.name}",
            endpoint_name(settings, name),
            variant.name,
            serving.mode == "async",
        )
        for name, serving in project.serving.items()
        if serving.mode != "batch"
        for variant in placed(settings.resolved, name)
    ]
    return Dashboard(
        address=Address("cloudwatch.Dashboard", "endpoints"),
        origin=settings.origin(("platform", "dashboard"), dashboardBody=("serving",), widgets=("platform", "region")),
        name=f"{project.project}-{settings.resolved.environment}",
        body={"widgets": widgets(settings.region, watched)},
    )
