"""Schedules, timeouts, cooldowns and waits against each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from compiler.model.cron import fires, gaps, parse_cron
from compiler.model.spec.model import Model
from compiler.model.spec.serving import Rollout
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.validate.draft import Draft, at_key, at_value, milder, sound_models, sound_serving
from compiler.validate.words import duration


def overlapping(draft: Draft) -> Iterator[Diagnostic]:
    """V116: a training ends before its schedule comes again."""
    for name, model in sound_models(draft):
        between = _between(model)
        if between and model.train.timeout > between[0]:
            takes, next_one = duration(model.train.timeout), duration(between[0])
            summary = f"a training may take {takes}, and the next one starts {next_one} after it"
            hint = f"shorten `train.timeout` to {next_one}, or space the schedule out"
            path = ("models", name, "retrain", "schedule")
            yield milder(at_value(draft.context, "V116", path, summary, hint), Severity.WARNING)


def drift_never_first(draft: Draft) -> Iterator[Diagnostic]:
    """V117: the cooldown ends before the schedule trains again anyway."""
    for name, model in sound_models(draft):
        between = _between(model)
        if model.retrain and between and model.retrain.on_drift and model.retrain.cooldown >= between[1]:
            cooldown = duration(model.retrain.cooldown)
            summary = f"drift never starts a training: {cooldown} of cooldown after each, and the schedule comes sooner"
            path = ("models", name, "retrain", "cooldown")
            hint = f"set `cooldown` below {duration(between[1])}, or drop `on_drift`"
            yield milder(at_value(draft.context, "V117", path, summary, hint), Severity.WARNING)


def idle_cooldown(draft: Draft) -> Iterator[Diagnostic]:
    """V118: a cooldown needs retraining on drift to hold back."""
    for name, model in sound_models(draft):
        path = ("models", name, "retrain", "cooldown")
        written = draft.context.composed.sources.chain(path)
        if written and model.retrain and model.retrain.schedule and not model.retrain.on_drift:
            summary = "`cooldown` holds back retraining on drift, and there is none"
            yield milder(
                at_key(draft.context, "V118", path, summary, "remove it, or add `on_drift: true`"), Severity.WARNING
            )


def overtaken_rollout(draft: Draft) -> Iterator[Diagnostic]:
    """V126: a rollout is over before the next version comes."""
    for name, serving in sound_serving(draft):
        model = draft.models.get(serving.model)
        between = _between(model) if model else None
        takes = _length(serving.rollout)
        if between and takes >= between[0]:
            summary = f"the rollout takes {duration(takes)}, and a new version may come every {duration(between[0])}"
            path = ("serving", name, "rollout", "bake")
            hint = "shorten `bake`, move more at a time, or retrain less often"
            yield milder(at_value(draft.context, "V126", path, summary, hint), Severity.WARNING)


def _between(model: Model) -> tuple[int, int] | None:
    """The shortest and the longest time between two scheduled trainings, in seconds."""
    if model.retrain is None or model.retrain.schedule is None:
        return None
    try:
        cron = parse_cron(model.retrain.schedule)
    except ValueError:
        return None
    return gaps(cron) if fires(cron) else None


def _length(rollout: Rollout) -> int:
    """Seconds of waiting: one wait of a canary, else one after each step."""
    if rollout.bake is None or rollout.percent is None or rollout.strategy == "all_at_once":
        return 0
    steps = 1 if rollout.strategy == "canary" else math.ceil(100 / rollout.percent)
    return steps * rollout.bake
