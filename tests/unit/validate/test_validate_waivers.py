"""A waiver takes one judgement at one place back, for a while, and for a reason that is told."""

from __future__ import annotations

from datetime import date

import pytest
from sense_cases import COPY, FLAG, SERVING
from validate_workbench import check, edited

from compiler.source.codes import all_codes

UNTIL = date(2027, 3, 1)


def waived(at, *more, rule="V111", today=None, until="2027-03-01", **options):
    entry = f"{{rule: {rule}, at: {at!r}, reason: known before the target is, until: {until}}}"
    text = edited(FLAG, (SERVING, f"{SERVING}waive:\n  - {entry}\n"), *more)
    return check(text, header=COPY, today=today, **options)


@pytest.mark.parametrize("at", ["datasets", "datasets.customers.columns", "datasets.customers.columns.churn_flag"])
def test_a_waived_finding_is_a_note_with_reason_and_expiry(at):
    checked = waived(at, today=UNTIL)
    (item,) = checked.diagnostics
    assert (item.code, str(item.severity)) == ("V111", "note")
    assert item.summary.endswith("(waived until 2027-03-01: known before the target is)")
    assert [(place.role, place.location.line) for place in item.related] == [("waived by", 23)]
    assert checked.value is not None


def test_the_day_after_it_stands_again():
    items = waived("datasets", today=date(2027, 3, 2)).diagnostics
    assert [(item.code, str(item.severity)) for item in items] == [("V111", "warning"), ("V148", "warning")]
    assert items[1].summary == "the waiver of `V111` at `datasets` ran out on 2027-03-01"


@pytest.mark.parametrize("at", ["models", "datasets.customers.columns.churn", "datasets.customers.columns.plan"])
def test_another_place_is_not_waived(at):
    assert [item.code for item in waived(at).diagnostics] == ["V111", "V149"]


def test_an_error_that_is_a_judgement_can_be_waived():
    key = ("customer_id: identifier", "customer_id: integer")
    checked = waived("datasets", key, rule="V110")
    assert checked.value is not None
    assert sorted((item.code, str(item.severity)) for item in checked.diagnostics) == [
        ("V110", "note"),
        ("V111", "warning"),
    ]


def test_where_the_shape_is_wrong_waivers_hold_and_none_is_called_idle():
    items = waived("datasets", ("owner: growth-ml", "ownr: me")).diagnostics
    assert [item.code for item in items] == ["V001", "V111"]
    assert str(items[1].severity) == "note"
    assert [item.code for item in waived("models", ("owner: growth-ml", "ownr: me")).diagnostics] == ["V001", "V111"]


def test_two_waivers_of_one_finding_are_one_too_many_and_not_told():
    entry = "{rule: V111, at: datasets, reason: known, until: 2027-03-01}"
    text = edited(FLAG, (SERVING, f"{SERVING}waive: [{entry}, {entry}]\n"))
    assert [item.code for item in check(text, header=COPY).diagnostics] == ["V111"]


def test_output_does_not_depend_on_the_day():
    assert waived("datasets", today=UNTIL).value == waived("datasets", today=date(1999, 1, 1)).value


def test_only_judgements_can_be_waived():
    waivable = {code.id for code in all_codes().values() if code.waivable}
    assert {"V024", "V110", "V111", "V120"} <= waivable
    assert not waivable & {"V001", "V034", "V072", "V074", "V114", "V147"}
    assert all(code[0] == "V" for code in waivable), "waivers are judged where validate ends"
