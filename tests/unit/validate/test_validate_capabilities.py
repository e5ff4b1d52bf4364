"""V090, V091: fields that the environment's target does not honour."""

from __future__ import annotations

from validate_workbench import check, edited

from compiler.model.target import Support

MODEL = "    model: churn\n"


def findings(table, *changes):
    checked = check(edited(*changes), capabilities=table)
    return [(item.code, str(item.severity), item.location.line) for item in checked.diagnostics]


def test_platform_defaults_are_not_the_users_words():
    table = {
        "serving.rollout": Support("no", "x"),
        "serving.mode=realtime": Support("no", "x"),
        "serving.scale": Support("no"),
    }
    assert findings(table) == []


def test_field_and_value_that_the_user_wrote():
    table = {
        "serving.mode=batch": Support("no", "there is no batch here"),
        "serving.scale": Support("note", "one process serves all"),
        "serving.port": Support("yes"),
        "models.retrain": Support("no", "nothing schedules"),
        "platform.image": Support("no"),
    }
    changes = (MODEL, MODEL + "    mode: batch\n    scale: {max: 3}\n    port: 8080\n")
    assert findings(table, changes) == [("V090", "error", 21)]
    assert findings(table, (MODEL, MODEL + "    scale: {max: 3}\n")) == [("V091", "note", 21)]


def test_note_does_not_stop_and_reads_well():
    checked = check(
        edited((MODEL, MODEL + "    scale: {max: 3}\n")), capabilities={"serving.scale": Support("note", "one process")}
    )
    assert checked.value is not None
    assert checked.diagnostics[0].summary == "`serving.churn-api.scale` on target `local`: one process"


def test_error_names_target_and_reason():
    table = {"serving.mode=batch": Support("no", "there is no batch here")}
    (item,) = check(edited((MODEL, MODEL + "    mode: batch\n")), capabilities=table).diagnostics
    assert item.summary == (
        "`serving.churn-api.mode` as `batch` is not supported on target `local`: there is no batch here"
    )
    assert "environments:" in item.hint
