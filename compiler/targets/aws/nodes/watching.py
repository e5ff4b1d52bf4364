"""Nodes of what is told to people: topics, who listens to them, dashboard and budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Origin, Ref
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class Topic:
    """Tells whoever subscribes to it. A `name` is fixed where the `policy`, who may publish, has to have it."""

    address: Address
    origin: Origin
    name: str | None = None
    policy: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class TopicSubscription:
    """Somebody who is told by mail."""

    address: Address
    origin: Origin
    topic: Ref
    email: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What CloudWatch draws: `body` is its document."""

    address: Address
    origin: Origin
    name: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a month may cost, in `currency`, of all that has the tag `stack`; `topic` is told before it is used up."""

    address: Address
    origin: Origin
    amount: str
    currency: str
    tag: str
    topic: Ref


WatchingNode = Topic | TopicSubscription | Dashboard | Budget
