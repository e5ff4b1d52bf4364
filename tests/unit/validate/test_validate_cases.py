"""Each faulty spec gives exactly its code at exactly its line."""

from __future__ import annotations

import re

import pytest
from validate_cases import CASES, PARAMS
from validate_workbench import check, edited

from compiler.source.codes import validate as table


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.expected[:4]}-{case.slug}")
def test_fault_is_found_once_at_its_place(case):
    checked = check(edited(*case.changes), header=case.header, functions=case.functions)
    assert [f"{item.code}@{item.location.line}" for item in checked.diagnostics] == [case.expected]
    assert (checked.value is None) == checked.failed


def test_every_code_has_a_case():
    covered = {case.expected[:4] for case in CASES} | {
        "V090",
        "V091",
        "V148",
        *(f"V16{number}" for number in range(5)),
    }  # have files of their own
    assert sorted(covered) == sorted(code.id for code in table.CODES)


def test_hints_speak_plainly():
    jargon = ("str", "int", "float", "dict", "None", "pydantic", "literal", "tuple", "NoneType")
    for case in CASES:
        for item in check(edited(*case.changes), header=case.header, functions=case.functions).diagnostics:
            text = f"{item.summary} {item.hint}"
            words = re.findall(r"\w+", re.sub(r"`[^`]*`", "", text))
            assert not [word for word in jargon if word in words], text
            assert "\n" not in text


@pytest.mark.parametrize(
    ("written", "summary", "hint"),
    [
        ('split: {seed: "7"}', "`models.churn.split.seed`: expected a whole number, got text `7`", "write `7`"),
        ("split: {seed: 7.0}", "`models.churn.split.seed`: expected a whole number, got the number `7.0`", "write `7`"),
        (
            "split: {seed: true}",
            "`models.churn.split.seed`: expected a whole number, got `true`",
            "write a whole number",
        ),
        ("split: {stratify: 'yes'}", "expected `true` or `false`, got text `yes`", "write `true`"),
        ("split: {test: '0.3'}", "`models.churn.split.test`: expected a number, got text `0.3`", "write `0.3`"),
        ("split: {test: 20}", "must be less than 1, got the whole number `20`", "for 20 % write `0.2`"),
        ("split: [1]", "`models.churn.split`: expected a mapping, got a list", "write its keys on indented lines"),
        ("features: plan", "`models.churn.features`: expected a list, got text `plan`", "write a list: `[plan]`"),
        ("train: {timeout: 30}", "cannot read the whole number `30`", "a duration is a number and a unit, such as"),
        ("description: 3", "expected text, got the whole number `3`", "put it in quotes, as it is written"),
        (
            "params: {criterion: [gini]}",
            "`criterion` of `RandomForestClassifier` cannot be a list",
            "expected `entropy`,",
        ),
    ],
)
def test_wrong_kinds_are_named_in_plain_words(written, summary, hint):
    (item,) = check(edited((PARAMS, written))).diagnostics
    assert summary in item.summary
    assert item.hint and item.hint.startswith(hint)
