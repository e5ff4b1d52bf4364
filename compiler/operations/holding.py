"""Rollbacks that last: what `plan`, `up` and `status` have to say of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from compiler.model.plan import FromElsewhere, Held, Plan
from compiler.model.stack import Stack
from compiler.source.diagnostic import Refused


def held(stack: Stack) -> tuple[Held, ...]:
    """Those of a stack, by model. Raises `Refused` (D021, D022)."""
    from compiler.provider.history import list_holds

    found = list_holds(stack.private, stack.project, stack.environment)
    return tuple(Held(item.key.model, item.version, item.instead, moment(item.at), item.by) for item in found)


def holding(stack: Stack, plan: Plan) -> tuple[Held, ...]:
    """The same beside a plan, which may end some of them. A damaged registry is told by whoever needs it."""
    versions = [change.step for change in plan.pending if change.step.address.type == "ModelVersion"]
    trained = {change.path for step in versions for change in step.changes} & {"artifact"}
    anew = {step.address.name for step in versions} if trained else set()
    with suppress(Refused):
        return tuple(replace(item, ending=item.model in anew) for item in held(stack))
    return ()


def promoted(stack: Stack) -> tuple[FromElsewhere, ...]:
    """The champions of a stack that came from another environment. A damaged registry is told by whoever needs it."""
    from compiler.provider.history import ModelKey
    from compiler.provider.promotions import promotion_of
    from compiler.provider.registry import champion, list_versions

    found = []
    with suppress(Refused):
        for model in sorted({item.model for item in list_versions(stack.private, stack.project, stack.environment)}):
            key = ModelKey(stack.project, stack.environment, model)
            item, now = promotion_of(stack.private, key), champion(stack.private, *key.values)
            if item is not None and now is not None and item.artifact == now.artifact:
                found.append(FromElsewhere(model, item.source, item.source_version))
    return tuple(found)


def moment(seconds: float) -> str:
    """Seconds since 1970 as RFC 3339 in UTC, to the second."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
