from __future__ import annotations

import io
import json

import pytest

from compiler.model.events import Failed, Finished, Progress, Started
from compiler.model.graph import Secret
from compiler.model.plan import Action, Change, ChangeKind, GateStatus, Plan, PropertyChange, Step
from compiler.operations import Status
from compiler.plan.told import change_json
from compiler.provider.marshal import SECRET, SIGNATURE
from compiler.reports.documents import document_text
from compiler.reports.explanation import code_text
from compiler.reports.outcome import next_steps, outputs_text, predictions_text, removed_text
from compiler.reports.plan import plan_text, removal_text
from compiler.reports.progress import display
from compiler.reports.status import status_text
from compiler.reports.style import number, seconds, some, table
from compiler.source.address import Address
from compiler.source.codes import all_codes
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location


def step(action: Action, name: str = "churn") -> Step:
    return Step(Address("Endpoint", name), "modelwright:index:Endpoint", action)


def test_a_plan_reads_like_this():
    changes = (
        Change(step(Action.CREATE, "a"), ChangeKind.NONE, "new", Location("m.yaml", 3, 1)),
        Change(step(Action.UPDATE, "b"), ChangeKind.IN_PLACE, "`port` 1 -> 2", Location("m.yaml", 4, 1)),
        Change(step(Action.REPLACE, "c"), ChangeKind.RETRAIN, "long " * 20, Location("m.yaml", 9, 1)),
        Change(step(Action.DELETE, "d"), ChangeKind.DESTRUCTIVE, "no longer written", None),
        Change(step(Action.SAME, "e"), ChangeKind.NONE, "", None),
    )
    assert plan_text(Plan("churn", "local", changes), colour=False).splitlines() == [
        "Plan for churn in local",
        "",
        "  +   Endpoint.a                new  m.yaml:3:1",
        "  ~   Endpoint.b                `port` 1 -> 2  m.yaml:4:1",
        "  -/+ Endpoint.c (retrain)  m.yaml:9:1",
        f"        {'long ' * 20}",
        "  -   Endpoint.d (destructive)  no longer written",
        "",
        "1 to create, 1 to update, 1 to replace, 1 to delete, 1 unchanged.",
    ]


def test_a_retraining_is_told_with_its_gates():
    gates = (GateStatus("r2 >= 0.35", 0.50494, True), GateStatus("rmse <= 65", 70.0, False), GateStatus("mae <= 3"))
    changes = tuple(
        Change(step(Action.REPLACE), kind, "why", None, gates=gates)
        for kind in (ChangeKind.RETRAIN, ChangeKind.OVERLAP)
    )
    assert plan_text(Plan("churn", "local", changes), colour=False).splitlines()[2:5] == [
        "  -/+ Endpoint.churn (retrain)               why",
        "        judged by r2 >= 0.35 (now 0.5049), rmse <= 65 (failed by 70), mae <= 3",
        "  -/+ Endpoint.churn (replace with overlap)  why",
    ]


def test_a_change_as_json_masks_secrets_and_tells_the_unknown():
    values = (
        PropertyChange("env.KEY", Secret("old"), {"a": {SIGNATURE: SECRET, "plaintext": "hunter2"}}),
        PropertyChange("port", 1, "~", replaces=True),
        PropertyChange("of", None, {"a": ["~"]}),
    )
    told = change_json(
        Change(Step(Address("Endpoint", "a"), "t", Action.UPDATE, values, guarded=True), ChangeKind.IN_PLACE, "", None)
    )
    assert told["protected"] is True and "hunter2" not in json.dumps(told)
    assert [(item["old"], item["new"], item["unknown"], item["replaces"]) for item in told["values"]] == [
        ("[secret]", {"a": "[secret]"}, False, False),
        (1, None, True, True),
        (None, {"a": ["~"]}, True, False),
    ]


def test_reasons_align_behind_the_longest_address():
    names = ("a" * 70, "b")
    changes = tuple(Change(step(Action.CREATE, name), ChangeKind.NONE, "new", None) for name in names)
    lines = plan_text(Plan("churn", "prod", changes), colour=False).splitlines()[2:4]
    assert [line.index("  new") for line in lines] == [len("  +   Endpoint.") + 70] * 2


def test_a_plan_of_nothing():
    plan = Plan("churn", "local", (Change(step(Action.SAME), ChangeKind.NONE, "", None),))
    assert plan_text(plan, colour=False) == "Plan for churn in local: nothing to change (1 resource as written)."
    assert removal_text("churn", "local", (), purge=False, colour=False).endswith("nothing to remove.")


def test_plain_progress_is_a_line_per_event():
    stream = io.StringIO()
    doing = step(Action.CREATE)
    with display(stream, live=False) as tell:
        tell(Started(doing))
        tell(Progress(doing.address, "fitting"))
        tell(Finished(doing, {}, 0.41))
        tell(Started(step(Action.SAME)))
        tell(Finished(step(Action.SAME), {}, 0.0))
        tell(Failed(doing, "no port", 65.0))
    assert stream.getvalue().splitlines() == [
        "Endpoint.churn  creating",
        "Endpoint.churn  fitting",
        "Endpoint.churn  done in 0.4 s",
        "Endpoint.churn  failed after 1 m 05 s: no port",
    ]


def test_live_progress_ends_with_the_last_word_on_each(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    with display(stream, live=True) as tell:
        assert stream.getvalue() == ""
        tell(Started(step(Action.CREATE)))
        tell(Finished(step(Action.CREATE), {}, 0.41))
        tell(Failed(step(Action.UPDATE, "b"), "no port", 1.0))
    last = stream.getvalue().rpartition("Endpoint.churn")[2]
    assert "done in 0.4 s" in last
    assert "failed after 1.0 s: no port" in last


def test_live_progress_without_an_event_prints_nothing():
    stream = io.StringIO()
    with display(stream, live=True):
        pass
    assert stream.getvalue() == ""


def test_outputs_that_are_not_there_yet_are_left_out():
    assert outputs_text({}, colour=False) == ""
    assert outputs_text({"models": {"m": {"version": None}}, "endpoints": {"e": None}}, colour=False) == "Model m"


def test_gates_stand_with_their_values():
    gates = [
        {"text": "r2 >= 0.5", "value": 0.71234, "passed": True},
        {"text": "rmse <= 60", "value": 71.0, "passed": False},
    ]
    outputs = {"models": {"m": {"version": 3, "metrics": {"rmse": 71.0, "r2": 0.71234}, "gates": gates}}}
    assert outputs_text(outputs, colour=False).splitlines() == [
        "Model m, version 3",
        "  r2    0.7123",
        "  rmse      71",
        "  passed  r2 >= 0.5   0.7123",
        "  failed  rmse <= 60      71",
    ]


def test_next_steps_name_the_project_as_the_user_did():
    assert "modelwright status churn --env prod " in next_steps("churn", "prod", {})
    assert "modelwright status  " in next_steps("", "local", {})
    assert "modelwright predict churn --data FILE " in next_steps("churn", "local", {"endpoints": {"e": {"url": "u"}}})


def test_what_a_cloud_made_is_named():
    outputs = {
        "endpoints": {"api": {"name": "churn-prod-api", "arn": "arn:…"}},
        "models": {"churn": {"training_job": "churn-prod-1", "artifact": "s3://b/model.tar.gz"}},
    }
    text = outputs_text(outputs, colour=False)
    assert "training job  churn-prod-1" in text and "artifact      s3://b/model.tar.gz" in text
    assert "api  churn-prod-api" in text
    steps = next_steps("churn", "prod", outputs)
    assert "aws sagemaker-runtime invoke-endpoint" in steps and "--endpoint-name churn-prod-api" in steps
    assert "predict churn" not in steps, "it asks servers of this machine only"


def test_predictions_flatten_probabilities():
    rows = [{"prediction": "a", "probabilities": {"a": 0.9, "b": 0.1}}, {"prediction": None}]
    assert predictions_text(rows).splitlines() == [
        "row  prediction  probabilities.a  probabilities.b",
        "  1  a                    0.9000           0.1000",
        "  2",
    ]
    assert predictions_text([]) == "no rows"


def test_a_document_has_version_and_diagnostics_and_only_json_numbers():
    text = document_text(
        "up", {"a": float("nan"), "b": (1, {"c": float("inf")}), "d": True}, [Diagnostic("V001", "odd")]
    )
    document = json.loads(text)
    assert list(document) == ["version", "command", "a", "b", "d", "diagnostics"]
    assert (document["a"], document["b"], document["d"]) == (None, [1, {"c": None}], True)
    assert document["diagnostics"][0]["path"] == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (0.98765, "0.9877"),
        (0.00001, "1e-05"),
        (123456.7, "123456.7"),
        (True, "true"),
        ("x", "x"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


def test_durations():
    assert [seconds(value) for value in (0.04, 9.96, 12.4, 185.0)] == ["0.0 s", "10.0 s", "12 s", "3 m 05 s"]


def test_every_code_can_be_explained():
    for code in all_codes().values():
        assert code.title in code_text(code, colour=False)


def test_small_texts():
    assert table([]) == ""
    assert removed_text(2, []) == "2 resources removed."


def test_some_names_of_many():
    assert some(["a", "b"]) == "a, b"
    assert some(tuple("abcdefg")) == "a, b, c, d, e and 2 more"


def test_what_pulumi_deploys_is_not_said_to_be_absent():
    status = Status("churn", "prod", (), (), (), "cd stacks/churn/prod && pulumi stack")
    text = status_text(status, colour=False)
    assert "deployed by the Pulumi CLI" in text and "cd stacks/churn/prod && pulumi stack" in text
    assert "modelwright up" not in text
    assert "modelwright up" in status_text(Status("churn", "local", (), (), ()), colour=False)


def test_what_an_interrupted_up_has_begun_is_not_said_to_stand():
    status = Status("churn", "local", ("Dataset.c", "TrainingRun.c"), (), (), unfinished=("TrainingRun.c",))
    lines = status_text(status, colour=False).splitlines()
    assert [line for line in lines if "not finished" in line] == [line for line in lines if "TrainingRun.c" in line]
