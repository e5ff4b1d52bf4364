"""`drift`, `refresh` and `outputs`: what they print, as text and as a document, and what they exit with."""

from __future__ import annotations

import pytest

from compiler.model.drift import Drift, DriftKind, Finding
from compiler.model.events import Finished
from compiler.model.plan import Action
from compiler.operations import Imported, RefreshResult, Written
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import Location

from .conftest import a_plan, a_step

ENDPOINT = Address("Endpoint", "churn-api")
LINE = Location("modelwright.yaml", 3, 3)
HAND = Finding(
    ENDPOINT, "version", 2, 1, DriftKind.CHANGED, "another version serves", "`modelwright up` restores it", LINE,
    ("serving", "churn-api"),
)  # fmt: skip
GONE = Finding(
    Address("Dataset", "d"), "", None, None, DriftKind.DELETED, "the data file is gone", "`up` makes it", None
)
NOISE = Finding(ENDPOINT, "pid", 1, 2, DriftKind.NOISE, "the same endpoint", "nothing", LINE)


def found(*findings, resources=4):
    return Drift("churn", "local", resources, findings)


def finds(monkeypatch, drift):
    monkeypatch.setattr("compiler.operations.drift", lambda session: Checked(drift))


def test_drift_by_hand_has_an_exit_code_of_its_own(shell, monkeypatch):
    finds(monkeypatch, found(HAND, GONE, NOISE))
    code, out, err = shell("drift")
    assert code == 6
    assert out == (
        "Drift of churn in local\n\n"
        "  ~ Endpoint.churn-api/version  2 -> 1  changed by hand: another version serves  modelwright.yaml:3:3\n"
        "      `modelwright up` restores it\n"
        "  - Dataset.d  deleted by hand: the data file is gone\n"
        "      `up` makes it\n"
        "  . Endpoint.churn-api/pid  1 -> 2  provider noise: the same endpoint\n\n"
        "1 changed by hand, 1 deleted by hand, 1 provider noise.\n"
    )
    assert err.startswith("error[O011]: 2 differences made by hand in `local`\n")
    code, document, _ = shell.json("drift")
    assert code == 6
    assert document["findings"][0] == {
        "address": "Endpoint.churn-api",
        "path": "version",
        "kind": "changed by hand",
        "reason": "another version serves",
        "recorded": 2,
        "found": 1,
        "location": "modelwright.yaml:3:3",
        "source": "serving.churn-api",
        "remedy": "`modelwright up` restores it",
    }
    assert [(item["code"], item["line"]) for item in document["diagnostics"]] == [("O011", 3), ("O011", None)]
    assert "file=modelwright.yaml,line=3" in shell("drift", "--format", "github")[1]


@pytest.mark.parametrize(
    ("drift", "text"),
    [
        (found(), "Drift of churn in local: none (4 resources as recorded).\n"),
        (found(resources=0), "Drift of churn in local: nothing is recorded.\n"),
    ],
)
def test_without_drift_all_is_well(shell, monkeypatch, drift, text):
    finds(monkeypatch, drift)
    assert shell("drift") == (0, text, "")


def test_noise_alone_is_no_failure(shell, monkeypatch):
    finds(monkeypatch, found(NOISE))
    assert shell("drift")[0] == 0
    assert shell.json("drift")[1]["diagnostics"] == []


def fake_refresh(session, on_event, confirm):
    drift = found(HAND)
    assert confirm(drift)
    on_event(Finished(a_step(Action.READ), {}, 0.1))
    return Checked(RefreshResult(drift, True))


def test_refresh_shows_what_it_records(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.refresh", fake_refresh)
    assert shell("refresh")[0] == 2
    code, out, err = shell("refresh", "--yes")
    assert code == 0
    assert "Endpoint.churn-api/version" in out and out.endswith("shows what `up` would change\n")
    assert err == "TrainingRun.churn  done in 0.1 s\n"
    code, document, _ = shell.json("refresh", "--yes")
    assert (code, document["applied"], len(document["findings"])) == (0, True, 1)


def test_a_refresh_that_finds_nothing_says_so(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.refresh", lambda *_: Checked(RefreshResult(found(), False)))
    assert shell("refresh", "--yes")[:2] == (0, "Drift of churn in local: none (4 resources as recorded).\n")


def test_declined_refresh(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.refresh", fake_refresh)
    monkeypatch.setattr("compiler.cli.options.is_answerable", lambda invocation: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    code, _, err = shell("refresh")
    assert code == 130 and "nothing was recorded" in err


def test_outputs_as_a_whole_and_one_by_one(shell, monkeypatch):
    outputs = {"endpoints": {"churn-api": {"url": "http://127.0.0.1:4000"}}, "token": "[secret]", "sizes": [1, 2]}
    monkeypatch.setattr("compiler.operations.outputs", lambda session: Checked(outputs))
    code, out, _ = shell("outputs")
    assert code == 0
    assert "churn-api  http://127.0.0.1:4000" in out and "token  [secret]" in out
    assert shell("outputs", "churn", "endpoints.churn-api.url")[:2] == (0, "http://127.0.0.1:4000\n")
    assert shell("outputs", "endpoints.churn-api.url")[:2] == (0, "http://127.0.0.1:4000\n")
    assert shell("outputs", "churn", "sizes[1]")[:2] == (0, "2\n")
    code, document, _ = shell.json("outputs", "churn", "endpoints.churn-api")
    assert (document["value"], document["outputs"]) == ({"url": "http://127.0.0.1:4000"}, outputs)
    code, _, err = shell("outputs", "churn", "tokn")
    assert code == 2 and "did you mean `token`?" in err
    assert shell("outputs", "churn", "token", "more")[0] == 2
    monkeypatch.setattr("compiler.operations.outputs", lambda session: Checked({}))
    assert shell("outputs")[:2] == (0, "nothing is recorded\n")


def test_import_tells_what_was_written_what_is_left_and_what_up_would_change(shell, monkeypatch):
    seen = []
    entry = Written("Endpoint.churn-api", "", "modelwright.yaml", ("serving", "churn-api"), {"model": "churn"})
    head = ("churn", "local", ENDPOINT, "churn/local/churn-api", (entry,), ("serving.churn-api.port",))
    done = Imported(*head, a_plan(a_step(Action.UPDATE)), ())
    monkeypatch.setattr("compiler.operations.take_over", lambda *words: seen.append(words[1:3]) or Checked(done))
    code, out, _ = shell("import", "churn", "Endpoint.churn-api", "churn-api")
    assert (code, seen, shell.targets) == (0, [("Endpoint.churn-api", "churn-api")], ["churn"])
    for text in (
        "Endpoint.churn-api is managed now, under the id churn/local/churn-api\n",
        '  serving.churn-api: {"model": "churn"}  modelwright.yaml\n',
        "Left for you to say\n\n  serving.churn-api.port\n",
        "1 to update.",
    ):
        assert text in out
    code, document, _ = shell.json("import", "Endpoint.churn-api", "churn-api")
    assert code == 0
    assert document["imported"] == {"address": "Endpoint.churn-api", "id": "churn/local/churn-api"}
    assert (document["left"], len(document["changes"])) == (["serving.churn-api.port"], 1)
    assert shell("import", "Endpoint.churn-api")[0] == 2


def test_an_import_into_a_spec_that_does_not_compile_says_why(shell, monkeypatch):
    problem = Diagnostic("V002", "`models.churn.target` is missing")
    done = Imported("churn", "local", ENDPOINT, "churn-api", (), (), None, (problem,))
    monkeypatch.setattr("compiler.operations.take_over", lambda *_: Checked(done))
    code, out, err = shell("import", "Endpoint.churn-api", "churn-api")
    assert code == 0
    assert "does not compile yet" in out and "error[V002]" in err
    assert shell.json("import", "Endpoint.churn-api", "churn-api")[1]["changes"] is None
