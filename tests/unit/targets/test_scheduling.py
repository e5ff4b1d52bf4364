"""Five fields of cron as an expression of EventBridge: the same times, read by a reader of our own, or refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.model.cron import often, parse_cron
from compiler.targets.aws.scheduling import in_eventbridge, often_comes

WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("0 3 * * *", "cron(0 3 * * ? *)"),
        ("*/15 * * * *", "cron(0/15 * * * ? *)"),
        ("*/20 3 * * mon-fri", "cron(0/20 3 ? * MON-FRI *)"),
        ("0 3 * * 0", "cron(0 3 ? * SUN *)"),
        ("0 3 * * 7", "cron(0 3 ? * SUN *)"),
        ("0 3 * * 5-7", "cron(0 3 ? * SUN,FRI,SAT *)"),
        ("5,35 0-6 1,15 jan-mar *", "cron(5,35 0-6 1,15 1-3 ? *)"),
        ("0 0 1 */3 *", "cron(0 0 1 1/3 ? *)"),
        ("10-20/5 8 * * *", "cron(10,15,20 8 * * ? *)"),
        ("0 3 1-31 * mon", "cron(0 3 * * ? *)"),
        ("0 3 */2 * 0-6", "cron(0 3 1/2 * ? *)"),
        ("0 3 1 * mon", None),
        ("0 3 */2 * mon", None),
        ("0 3 1 * */2", None),
    ],
)
def test_what_becomes_of_it(text, expression):
    assert in_eventbridge(parse_cron(text)) == expression


def read(field, low, high, words=()):
    """What AWS documents: `*`, `?`, values, lists, ranges and `start/step`."""
    found = set()
    for item in field.split(","):
        span, _, step = item.partition("/")
        first, _, last = span.partition("-")
        at = [words.index(word) if word in words else None for word in (first, last)]
        if first in ("*", "?"):
            found |= set(range(low, high + 1))
            continue
        start = at[0] if at[0] is not None else int(first)
        end = at[1] if at[1] is not None else int(last) if last else high if step else start
        found |= set(range(start, end + 1, int(step or 1)))
    return found


def comes_by_aws(expression, day):
    minutes, hours, days, months, weekdays, year = expression.removeprefix("cron(").removesuffix(")").split()
    assert year == "*" and (days == "?") != (weekdays == "?"), expression
    fits = day.month in read(months, 1, 12) and day.day in read(days, 1, 31)
    fits = fits and day.isoweekday() % 7 in read(weekdays, 0, 6, WEEKDAYS)
    return (read(hours, 0, 23), read(minutes, 0, 59)) if fits else None


def comes_by_cron(cron, day):
    """As `man 5 crontab` words it."""
    in_month, in_week = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    fits = in_month and in_week if cron.any_day or cron.any_weekday else in_month or in_week
    return (set(cron.hours), set(cron.minutes)) if fits and day.month in cron.months else None


def field(low, high):
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda two: f"{min(two)}-{max(two)}")
    step = st.integers(1, high).map(lambda by: f"*/{by}")
    one = st.one_of(number.map(str), span, step, st.just("*"))
    return st.lists(one, min_size=1, max_size=3).map(",".join)


@given(st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)))
def test_it_comes_at_the_same_times_or_is_refused(fields):
    cron = parse_cron(" ".join(fields))
    expression = in_eventbridge(cron)
    if expression is None:
        assert len(cron.days) < 31 and len(cron.weekdays) < 7
        return
    days = [date(2027, 12, 20) + timedelta(days=number) for number in range(90)]
    assert [comes_by_aws(expression, day) for day in days] == [comes_by_cron(cron, day) for day in days]
    assert often_comes(expression) == often(cron)


def test_how_often_is_an_average_month():
    assert often_comes("cron(0 3 * * ? *)") == pytest.approx(365.2 / 12, abs=0.1)
    assert often_comes("cron(0/20 3 ? * MON-FRI *)") == pytest.approx(3 * 5 * 52.18 / 12, abs=0.2)
    assert often_comes("cron(0 3 29 2 ? *)") == pytest.approx(1 / 48, abs=0.01)
