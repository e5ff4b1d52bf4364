"""Conditions on what is served: rollbacks and drift."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_value, sound_serving

_ROLLBACK: ConfigPath = ("rollout", "rollback_on")
_ALARMS: ConfigPath = ("monitor", "alarms")


def rollback(draft: Draft) -> Iterator[Diagnostic]:
    """V139: the condition of a rollback or an alarm is sometimes true and sometimes not."""
    for name, serving in sound_serving(draft):
        alarms = serving.monitor.alarms if serving.monitor else ()
        conditions = [((*_ROLLBACK, index), trigger) for index, trigger in enumerate(serving.rollout.rollback_on)]
        conditions += [((*_ALARMS, index), trigger) for index, trigger in enumerate(alarms)]
        for place, trigger in conditions:
            path = ("serving", name, *place)
            if trigger.name == "errors" and trigger.value >= 1:
                summary = f"`{trigger.text}` is never true: there are no more than 100% of errors"
                yield at_value(
                    draft.context, "V139", path, summary, "write a share that can be exceeded: `errors > 1%`"
                )
            elif trigger.name != "errors" and trigger.value == 0:
                summary = f"`{trigger.text}` is always true: every answer takes some time"
                yield at_value(draft.context, "V139", path, summary, "write a time that is fine: `p99 > 500ms`")


def drift(draft: Draft) -> Iterator[Diagnostic]:
    """V141: a drift threshold can be exceeded."""
    for name, serving in sound_serving(draft):
        drift = serving.monitor.drift if serving.monitor else None
        if drift and drift.metric == "ks" and drift.threshold >= 1:
            path = ("serving", name, "monitor", "drift", "threshold")
            summary = f"metric `ks` never exceeds {drift.threshold:g}: it lies between 0 and 1"
            yield at_value(draft.context, "V141", path, summary, "write a threshold such as 0.1 or 0.2")
