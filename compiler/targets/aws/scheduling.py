"""Cron's five fields as an expression of EventBridge Scheduler that comes at exactly the same times.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.cron import Cron, often, parse_cron
from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.targets.aws.told import found

_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ANY = "?"
# Fewer are shorter as a list, and say more.
_SERIES = 3


def check_schedules(resolved: Resolved) -> Iterator[Diagnostic]:
    """G021: a schedule that EventBridge cannot keep."""
    for path, schedule in _schedules(resolved):
        if in_eventbridge(parse_cron(schedule)) is None:
            summary = f"`{schedule}` names days of the month and of the week, and EventBridge takes one"
            yield found(resolved, "G021", summary, path, "write `*` in the third field, or in the fifth")


def _schedules(resolved: Resolved) -> Iterator[tuple[ConfigPath, str]]:
    for name, model in resolved.project.models.items():
        if model.retrain and model.retrain.schedule is not None:
            yield ("models", name, "retrain", "schedule"), model.retrain.schedule
    for name, serving in resolved.project.serving.items():
        if serving.mode == "batch" and serving.batch:
            yield ("serving", name, "batch", "schedule"), serving.batch.schedule


def in_eventbridge(cron: Cron) -> str | None:
    """`cron(minute hour day month weekday year)`; None where both fields of days say something."""
    all_days, all_weekdays = len(cron.days) == 31, len(cron.weekdays) == len(_WEEKDAYS)
    # Cron takes a day that fits one of two such fields, unless one begins with `*`: then all days fit if its list does.
    alone = cron.any_day or cron.any_weekday
    if alone and not all_days and not all_weekdays:
        return None
    if not alone:
        if not (all_days or all_weekdays):
            return None
        days, weekdays = "*", _ANY
    elif all_weekdays:
        days, weekdays = _field(cron.days, 1, 31), _ANY
    else:
        days, weekdays = _ANY, _weekdays(cron.weekdays)
    minutes, hours, months = _field(cron.minutes, 0, 59), _field(cron.hours, 0, 23), _field(cron.months, 1, 12)
    return f"cron({minutes} {hours} {days} {months} {weekdays} *)"


def often_comes(expression: str) -> float:
    """How many times in a month, on average, for what `in_eventbridge` has given."""
    fields = expression.removeprefix("cron(").split()[:5]
    return often(parse_cron(" ".join(fields).replace(_ANY, "*")))


def _field(chosen: frozenset[int], low: int, high: int) -> str:
    """`*`, `start/step`, `from-to`, or the numbers."""
    if len(chosen) == high - low + 1:
        return "*"
    numbers = sorted(chosen)
    if len(numbers) >= _SERIES:
        step = numbers[1] - numbers[0]
        if step > 1 and numbers == list(range(numbers[0], high + 1, step)):
            return f"{numbers[0]}/{step}"
        if numbers == list(range(numbers[0], numbers[-1] + 1)):
            return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(map(str, numbers))


def _weekdays(chosen: frozenset[int]) -> str:
    """By name: EventBridge counts from 1 for Sunday."""
    numbers = sorted(chosen)
    if len(numbers) >= _SERIES and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{_WEEKDAYS[numbers[0]]}-{_WEEKDAYS[numbers[-1]]}"
    return ",".join(_WEEKDAYS[number] for number in numbers)
