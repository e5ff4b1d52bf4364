"""When a model is trained again."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.cron import fires, parse_cron
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_key, at_value, sound_models, sound_serving
from compiler.validate.words import shorten


def schedule(draft: Draft) -> Iterator[Diagnostic]:
    """V080: a cron expression of five fields. V081: it fires at some time."""
    for path, text in _schedules(draft):
        try:
            cron = parse_cron(text)
        except ValueError as error:
            yield at_value(draft.context, "V080", path, f"`{shorten(text)}` is not a schedule: {error}", _EXAMPLE)
            continue
        if not fires(cron):
            summary = f"`{shorten(text)}` never comes: no month that it names has such a day"
            yield at_value(draft.context, "V081", path, summary, _EXAMPLE)


def _schedules(draft: Draft) -> Iterator[tuple[ConfigPath, str]]:
    for name, model in sound_models(draft):
        if model.retrain and model.retrain.schedule is not None:
            yield ("models", name, "retrain", "schedule"), model.retrain.schedule
    for name, serving in sound_serving(draft):
        if serving.batch:
            yield ("serving", name, "batch", "schedule"), serving.batch.schedule


def some_reason(draft: Draft) -> Iterator[Diagnostic]:
    """V082: `retrain` says when. V083: drift can only be noticed where it is watched."""
    watched = {serving.model for _, serving in sound_serving(draft) if serving.monitor and serving.monitor.drift}
    complete = all(serving is not None for serving in draft.serving.values()) and ("serving",) not in draft.doubts
    for name, model in sound_models(draft):
        retrain = model.retrain
        if retrain is None:
            continue
        if retrain.schedule is None and not retrain.on_drift:
            summary = f"`retrain` of model `{name}` names no occasion"
            yield at_key(
                draft.context, "V082", ("models", name, "retrain"), summary, "add `schedule` or `on_drift: true`"
            )
        if retrain.on_drift and name not in watched and complete:
            summary = f"nothing watches model `{name}` for drift"
            hint = "add `monitor: {drift: {metric: psi, threshold: 0.2}}` to a serving target of the model"
            yield at_key(draft.context, "V083", ("models", name, "retrain", "on_drift"), summary, hint)


_EXAMPLE = "five fields: minute hour day month weekday, such as `0 3 * * *` for every night at three (UTC)"
