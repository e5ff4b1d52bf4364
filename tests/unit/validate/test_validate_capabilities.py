"""V090, V091: fields that the environment's target does not honour."""

from __future__ import annotations

from dataclasses import replace

from validate_workbench import GOOD, check, compose, edited, files

from compiler.model.target import Support
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap
from compiler.validate import validate

MODEL = "    model: churn\n"


def findings(table, *changes):
    checked = check(edited(*changes), capabilities=table)
    return [(item.code, str(item.severity), item.location.line) for item in checked.diagnostics]


def test_nothing_is_noted_of_what_came_with_the_product():
    table = {
        "serving.rollout": Support("note", "x"),
        "serving.mode=realtime": Support("note", "x"),
        "serving.scale": Support("note"),
    }
    assert findings(table) == []


def test_what_came_with_the_product_is_refused_where_the_target_cannot_do_it():
    (item,) = check(edited(), capabilities={"platform.engine=embedded": Support("no", "x")}).diagnostics
    assert (item.code, item.path) == ("V090", ("platform", "engine"))
    assert item.hint == "it comes with the product: write another value below `environments: {local: …}`"


def test_the_workspace_s_own_conf_is_looked_at():
    table = {"serving.scale.max": Support("note", "one process")}
    composed = compose(GOOD)
    path = ("serving", "churn-api", "scale", "max")
    own = Location("conf/serving/standard.yaml", 3, 7)
    layers = {**composed.sources.layers, path: (Layer(LayerKind.PLATFORM, own, own, 1),)}
    checked = validate(replace(composed, sources=SourceMap(layers)), files(), table)
    assert [(item.code, item.location) for item in checked.diagnostics] == [("V091", own)]


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
