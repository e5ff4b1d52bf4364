"""An example from nothing to nothing on the Pulumi engine, and Ctrl-C there."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.endtoend.conftest import ROOT, children, wait_until
from tests.pulumi_cli import needs_cli

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _cli():
    needs_cli()


def test_the_whole_way_on_the_pulumi_engine(make_workspace):
    workspace = make_workspace("breast-cancer")
    words = ("breast-cancer", "--engine", "pulumi")
    planned = workspace.mw("plan", *words, "--json").json
    assert [item["action"] for item in planned["changes"]] == ["create"] * 4
    assert not (workspace.root / ".modelwright" / "pulumi").exists(), "a plan makes nothing"

    done = workspace.mw("up", *words, "--yes", "--json").json
    assert all(gate["passed"] for gate in done["outputs"]["models"]["diagnosis"]["gates"])
    url = done["outputs"]["endpoints"]["diagnosis-api"]["url"]
    assert urllib.request.urlopen(f"{url}/ping", timeout=5).status == 200, "it outlives the plugin that started it"
    rows = "breast-cancer/data/two-biopsies.csv"
    predictions = workspace.mw("predict", "breast-cancer", "--data", rows, "--json").json["predictions"]
    assert [item["prediction"] for item in predictions] == ["malignant", "benign"]

    again = workspace.mw("up", *words, "--yes", "--json").json
    assert (again["applied"], again["changes"], again["outputs"]) == (False, [], done["outputs"])
    other = workspace.mw("up", "breast-cancer", "--yes", "--json", code=4).json
    assert other["diagnostics"][-1]["code"] == "P026"

    workspace.edit("breast-cancer/modelwright.yaml", "recall >= 0.80", "recall >= 0.999")
    refused = workspace.mw("up", *words, "--yes", code=5)
    assert "error[D010]: gate `recall >= 0.999` failed" in refused.err
    assert "--> breast-cancer/modelwright.yaml:" in refused.err and "- recall >= 0.999" in refused.err
    assert urllib.request.urlopen(f"{url}/ping", timeout=5).status == 200, "what served still serves"
    workspace.edit("breast-cancer/modelwright.yaml", "recall >= 0.999", "recall >= 0.80")
    workspace.mw("plan", *words, "--expect-no-changes")

    status = workspace.mw("status", "breast-cancer", "--json").json
    assert len(status["resources"]) == 4 and status["endpoints"]["diagnosis-api"]["state"] == "running"
    os.kill(status["endpoints"]["diagnosis-api"]["pid"], signal.SIGKILL)
    repaired = workspace.mw("up", *words, "--yes", "--json").json
    assert [(item["address"], item["action"]) for item in repaired["changes"]] == [("Endpoint.diagnosis-api", "update")]
    removed = workspace.mw("destroy", "breast-cancer", "--yes", "--json").json
    assert len(removed["removed"]) == 4
    assert workspace.mw("status", "breast-cancer", "--json").json["resources"] == []


def test_ctrl_c_on_the_pulumi_engine(make_workspace):
    workspace = make_workspace("digits")
    workspace.edit("digits/modelwright.yaml", "components: 300", "components: 1300")
    process = subprocess.Popen(
        [sys.executable, "-m", "compiler.cli.main", "up", "digits", "--engine", "pulumi", "--yes", "--json"],
        cwd=workspace.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PULUMI_HOME": f"{workspace.root}-pulumi"},
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    log = workspace.root / ".modelwright/logs/digits/local/TrainingRun.digit.log"
    with process:
        wait_until(lambda: log.exists() and "fitting" in log.read_text())
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=15)
        assert process.returncode == 130
        assert json.loads(out)["diagnostics"][0]["code"] == "U006"
    wait_until(lambda: children(workspace) == [], 10.0)
    assert workspace.mw("status", "digits", "--json").json["resources"] == ["Dataset.scans"]
