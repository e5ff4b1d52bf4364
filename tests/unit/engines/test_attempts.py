"""Names that are given once: what stands keeps its number, what is taken gets the next, and all other failures stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.engines.embedded.state import Record
from compiler.engines.protocol import Outcome
from compiler.engines.pulumi.attempts import attempted, counted
from compiler.model.events import Failed
from compiler.model.plan import Action, Step
from compiler.model.stack import Once, Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Refused, refuse

TOKEN = "aws:sagemaker/trainingJob:TrainingJob"
ONCE = Once("sagemaker.TrainingJob", "attempt", "ResourceInUse")
STACK = Stack("churn", "dev", Path(), Path(), Path(), {"aws:region": "moon"}, once=(ONCE,))


def record(name, id):
    return Record(f"urn:pulumi:dev::churn::{TOKEN}::{name}", TOKEN, True, id)


def acting(taken, said="api error ResourceInUse: names must be unique"):
    """An apply that finds names up to these numbers taken, and the configurations that it was given."""
    seen = []

    def act(stack, tell):
        seen.append(dict(stack.config))
        number = int(stack.config.get("churn:attempt-m", "1"))
        if number <= taken:
            step = Step(Address("sagemaker.TrainingJob", "m"), TOKEN, Action.CREATE)
            tell(Failed(step, said, 0.1))
            raise refuse("P022", said)
        return Outcome((), {})

    return act, seen


def test_what_stands_keeps_its_number():
    records = [record("m", "churn-dev-m-0123456789-12"), record("n", "churn-dev-n-by-hand"), record("o", "x-123")]
    assert counted(STACK, records).config == {"aws:region": "moon", "churn:attempt-m": "12"}
    assert counted(Stack("churn", "dev", Path(), Path(), Path()), records).config == {}


def test_a_name_that_is_taken_is_followed_by_the_next():
    act, seen = acting(2)
    said = []
    attempted(STACK, said.append, act)
    assert [config.get("churn:attempt-m") for config in seen] == [None, "2", "3"]
    assert [event.text for event in said if not isinstance(event, Failed)] == [
        "its name is taken for good; this is attempt 2",
        "its name is taken for good; this is attempt 3",
    ]


def test_what_fails_otherwise_fails():
    act, seen = acting(1, "api error AccessDenied")
    with pytest.raises(Refused):
        attempted(STACK, lambda event: None, act)
    assert len(seen) == 1


def test_there_is_an_end():
    act, seen = acting(1000)
    with pytest.raises(Refused):
        attempted(STACK, lambda event: None, act)
    assert len(seen) == 99
