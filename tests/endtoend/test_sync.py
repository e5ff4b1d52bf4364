"""What runs follows what is written: nothing for nothing, a swap for a parameter, nothing lost on a failed gate.

The tests share one stack: each leaves what runs equal to what is written.
"""

import json
import threading
import urllib.error
import urllib.request

import psutil
import pytest

SPEC = "diabetes/modelwright.yaml"
pytestmark = pytest.mark.xdist_group("sync")


@pytest.fixture(scope="module")
def running(make_lasting_workspace):
    """Diabetes, up and serving."""
    workspace = make_lasting_workspace("diabetes")
    workspace.mw("up", "diabetes", "--yes")
    return workspace


@pytest.fixture
def url(running):
    """Where it serves."""
    return running.mw("status", "diabetes", "--json").json["endpoints"]["progression-api"]["url"]


ROW = {
    "age": 59, "sex": "group_2", "bmi": 32.1, "blood_pressure": 101, "total_cholesterol": 157, "ldl": 93.2,
    "hdl": 38, "cholesterol_ratio": 4, "log_triglycerides": 4.8598, "glucose": 87,
}  # fmt: skip


def predict(url, row=ROW):
    request = urllib.request.Request(
        f"{url}/predict", json.dumps({"rows": [row]}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def pending(document):
    return [change for change in document["changes"] if change["action"] != "same"]


def test_form_changes_nothing_and_substance_swaps_the_model(running, url):
    workspace = running
    workspace.edit(SPEC, "models:\n", "# how well it is regularised\nmodels:\n")
    workspace.edit(SPEC, "      age: integer\n", "")
    workspace.edit(SPEC, "      bmi: number\n", '      "bmi": {type: number}\n      age:    integer\n')
    assert pending(workspace.mw("plan", "diabetes", "--json").json) == []

    before = predict(url)["version"]
    workspace.edit(SPEC, "alpha: 1.0", "alpha: 2.5")
    planned = pending(workspace.mw("plan", "diabetes", "--json", "--detailed-exitcode", code=2).json)
    training = next(change for change in planned if change["address"].startswith("TrainingRun"))
    assert training["action"] == "replace" and "alpha" in training["reason"] and "2.5" in training["reason"]
    line = next(n for n, text in enumerate((workspace.root / SPEC).read_text().splitlines(), 1) if "alpha" in text)
    assert training["location"].startswith(f"{SPEC}:{line}:")
    workspace.mw("plan", "diabetes", "--expect-no-changes", code=7)

    failures, answers, stop = [], [], threading.Event()

    def ask():
        while not stop.wait(0.005):
            try:
                answers.append(predict(url)["version"])
            except (OSError, urllib.error.URLError) as error:
                failures.append(error)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        workspace.mw("up", "diabetes", "--yes")
    finally:
        stop.set()
        asker.join()
    assert failures == []
    assert predict(url)["version"] > before and len(set(answers)) <= 2 and len(answers) > 10


def test_a_failed_gate_keeps_the_old_version_serving(running, url):
    workspace = running
    before = predict(url)
    workspace.edit(SPEC, "r2 >= 0.35", "r2 >= 0.99")
    failed = workspace.mw("up", "diabetes", "--yes", "--json", code=5).json
    gate = next(item for item in failed["diagnostics"] if item["severity"] == "error")
    line = next(n for n, text in enumerate((workspace.root / SPEC).read_text().splitlines(), 1) if "0.99" in text)
    assert (gate["file"], gate["line"]) == (SPEC, line)
    assert "0.99" in gate["summary"] and "r2" in gate["summary"]
    assert predict(url) == before
    workspace.edit(SPEC, "r2 >= 0.99", "r2 >= 0.35")
    assert pending(workspace.mw("up", "diabetes", "--yes", "--json").json) == []


def test_a_removed_endpoint_and_a_killed_server(running):
    workspace = running
    status = workspace.mw("status", "diabetes", "--json").json
    pid = status["endpoints"]["progression-api"]["pid"]
    psutil.Process(pid).kill()
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=5)
    assert workspace.mw("status", "diabetes", "--json").json["endpoints"]["progression-api"]["state"] == "stopped"
    refused = workspace.mw("predict", "diabetes", "--data", "-", "--json", stdin=json.dumps([ROW]), code=4).json
    assert refused["diagnostics"][0]["code"] == "O004"
    workspace.mw("up", "diabetes", "--yes")
    assert workspace.mw("status", "diabetes", "--json").json["endpoints"]["progression-api"]["state"] == "running"

    text = (workspace.root / SPEC).read_text()
    before, _, rest = text.partition("serving:\n")
    (workspace.root / SPEC).write_text(before + "environments:\n  local: {}\n")
    assert "progression-api" in rest
    document = workspace.mw("up", "diabetes", "--yes", "--json").json
    assert [change["action"] for change in pending(document)] == ["delete"]
    assert workspace.mw("status", "diabetes", "--json").json["endpoints"] == {}
    (workspace.root / SPEC).write_text(text)
    again = workspace.mw("up", "diabetes", "--yes", "--json").json
    assert [change["action"] for change in pending(again)] == ["create"]


def test_wrong_rows_are_named(running, url):
    workspace = running
    rows = json.dumps([{**ROW, "bmi": "heavy"}])
    refused = workspace.mw("predict", "diabetes", "--data", "-", "--json", stdin=rows, code=2).json
    assert refused["diagnostics"][0]["code"] == "O005" and "bmi" in refused["diagnostics"][0]["summary"]
    for row, word in (
        ({**ROW, "bmi": "heavy"}, "bmi"),
        ({key: value for key, value in ROW.items() if key != "hdl"}, "hdl"),
        ({**ROW, "sex": "group_3"}, "sex"),
        ({**ROW, "shoe_size": 44}, "shoe_size"),
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            predict(url, row)
        assert 400 <= caught.value.code < 500
        assert word in caught.value.read().decode()


def test_a_plan_leaves_the_compiled_output_alone(running):
    workspace = running
    compiled = {path: path.read_bytes() for path in (workspace.root / "stacks").rglob("*") if path.is_file()}
    workspace.edit(SPEC, "alpha: ", "alpha: 1")
    assert pending(workspace.mw("plan", "diabetes", "--json").json)
    assert {path: path.read_bytes() for path in (workspace.root / "stacks").rglob("*") if path.is_file()} == compiled
    workspace.mw("compile", "diabetes", "--check", code=7)
    workspace.edit(SPEC, "alpha: 1", "alpha: ")


def test_a_renamed_project_can_still_be_found_and_destroyed(running, url):
    workspace = running
    """The last one: it ends the stack."""
    workspace.edit(SPEC, "project: diabetes", "project: sugar")
    (workspace.root / "diabetes").rename(workspace.root / "sugar")
    report = workspace.mw("doctor", code=4).out
    assert "modelwright destroy diabetes --env local" in report
    workspace.mw("destroy", "diabetes", "--yes")
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{url}/ping", timeout=5)
    workspace.mw("doctor")
