"""Environment variables of a training job: what it sees, what of it is kept, and what is hidden."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_workbench import definition

from compiler.runtime.hiding import MASK, forms_of, hidden, hidden_in
from compiler.source.canonical import digest_file
from compiler.source.diagnostic import Refused

VALUE = 'p/+ "ä" & \\ word'
CODE = """\
import os, sys, base64, json
from urllib.parse import quote
from sklearn.tree import DecisionTreeClassifier

def build(**params):
    token = os.environ["APP_TOKEN"]
    data = base64.b64encode(token.encode()).decode()
    print(os.environ["LEVEL"], "|", token, "|", data, "|", quote(token), "|", json.dumps(token), "|", repr(token))
    sys.stderr.write("half of it: " + token[:4]); sys.stderr.flush()
    sys.stderr.write(token[4:]); sys.stderr.flush()
    if params.get("fail"):
        raise ValueError("not accepted: " + token)
    return DecisionTreeClassifier()
"""


@pytest.fixture
def training(bench):
    path = bench.root / "train.py"
    path.write_text(CODE)
    entrypoint = {"path": "train.py", "function": "build", "digest": digest_file(path)}
    changes = {"estimator": None, "entrypoint": entrypoint, "params": {}}
    changes["env"] = {"LEVEL": "debug", "APP_TOKEN": {"secret": "TOKEN"}}
    return {**bench.training(), "definition": definition(**changes), "secrets": {"APP_TOKEN": VALUE}}


def everything(bench):
    """All bytes below the private folder."""
    return b"".join(path.read_bytes() for path in sorted(bench.root.rglob(".modelwright/**/*")) if path.is_file())


def test_a_job_sees_its_variables_and_the_log_hides_the_secret_ones(bench, training):
    made = bench.create("TrainingRun", "churn", training)
    log = next(bench.root.rglob("TrainingRun.churn.log")).read_text()
    assert f"debug | {MASK} | {MASK} | {MASK} | \"{MASK}\" | '{MASK}'" in log and f"half of it: {MASK}" in log
    assert "secrets" not in made.outputs
    assert not [form for form in forms_of([VALUE]) if form.encode() in everything(bench)]
    assert not [line for line in bench.heard if VALUE in line]


def test_a_failure_hides_it_too(bench, training):
    training["definition"]["params"] = {"fail": True}
    with pytest.raises(Refused) as refused:
        bench.create("TrainingRun", "churn", training)
    assert f"not accepted: {MASK}" in str(refused.value)


def test_a_new_value_changes_nothing_and_a_new_variable_trains_again(bench, training):
    run, scope = bench.kind("TrainingRun"), bench.scope("churn")
    checked, _ = run.check(scope, training)
    made = run.create(scope, checked)
    assert run.diff(scope, made.id, checked, made.outputs, {**checked, "secrets": {"APP_TOKEN": "other"}}).none
    plain = {**checked["definition"]["env"], "LEVEL": "info"}
    changed = {**checked, "definition": {**checked["definition"], "env": plain}}
    (change,) = run.diff(scope, made.id, checked, made.outputs, changed).changes
    assert (change.path, change.old, change.new) == ("definition.env.LEVEL", "debug", "info")
    named = {**checked["definition"]["env"], "APP_TOKEN": {"secret": "OTHER"}}
    changed = {**checked, "definition": {**checked["definition"], "env": named}}
    (change,) = run.diff(scope, made.id, checked, made.outputs, changed).changes
    assert (change.path, change.new) == ("definition.env.APP_TOKEN.secret", "OTHER")


def test_a_secret_without_a_value_is_refused(bench, training):
    for given_secrets in ({}, {"APP_TOKEN": None}, {"OTHER": "x"}):
        _, failures = bench.kind("TrainingRun").check(bench.scope("churn"), {**training, "secrets": given_secrets})
        assert [failure.path for failure in failures] == ["secrets.APP_TOKEN"]


@given(st.text(min_size=4, max_size=30).filter(str.strip), st.text(max_size=20))
def test_no_form_of_a_value_is_left(value, around):
    forms = forms_of([value])
    for shown in (value, json.dumps(value)[1:-1], quote(value), base64.b64encode(value.encode("utf-8")).decode()):
        assert shown not in hidden(f"{around}{shown}{around}", forms) or shown in MASK
    assert hidden_in({"a": [value, 1]}, forms) == {"a": [hidden(value, forms), 1]}


def test_short_values_are_left_alone():
    assert forms_of(["abc", ""]) == ()
