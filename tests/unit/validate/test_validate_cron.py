"""Cron expressions."""

from __future__ import annotations

import pytest

from compiler.model.cron import fires, gaps, parse_cron


def test_fields_become_sets():
    cron = parse_cron("*/20 0-6/3 1,15 jan-mar mon,7")
    assert cron.minutes == {0, 20, 40}
    assert cron.hours == {0, 3, 6}
    assert cron.days == {1, 15}
    assert cron.months == {1, 2, 3}
    assert cron.weekdays == {0, 1}
    assert not cron.any_day
    assert parse_cron("5/30 * * * *").minutes == {5, 35}


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8",
     "*/0 * * * *", "5-1 * * * *", "a * * * *", "@daily", "1,,2 * * * *", "-1 * * * *", "* * * foo *", "² * * * *"],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_cron(text)


@pytest.mark.parametrize(
    ("text", "comes"),
    [
        ("0 3 30 2 *", False),
        ("0 3 29 2 *", True),
        ("0 3 31 4,6 *", False),
        ("0 3 31 4,5 *", True),
        ("0 3 30 2 mon", True),
        ("* * * * *", True),
    ],
)
def test_impossible_days_never_come(text, comes):
    assert fires(parse_cron(text)) is comes


@pytest.mark.parametrize(
    ("text", "shortest", "longest"),
    [
        ("0 3 * * *", 24 * 60, 24 * 60),
        ("*/10 * * * *", 10, 10),
        ("0,45 8-17 * * *", 15, 14 * 60 + 15),
        ("0 3 * * mon-fri", 24 * 60, 72 * 60),
        ("0 0 1 * *", 28 * 1440, 31 * 1440),
        ("0 0 29 2 *", 1461 * 1440, 2921 * 1440),
        ("0 0 1 * mon", 1440, 7 * 1440),
    ],
)
def test_time_between_two(text, shortest, longest):
    assert gaps(parse_cron(text)) == (shortest * 60, longest * 60)
