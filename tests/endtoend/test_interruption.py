"""Ctrl-C, a second process and a killed one: nothing is lost, and the next `up` needs no flag."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.endtoend.conftest import ROOT, children, wait_until

SPEC = "digits/modelwright.yaml"


@pytest.fixture
def training(make_workspace):
    """Digits while its model is being fitted, in a process of its own."""
    workspace = make_workspace("digits")
    workspace.edit(SPEC, "components: 300", "components: 1300")
    with start(workspace) as process:
        wait_until(lambda: is_fitting(workspace))
        yield workspace, process
        process.kill()


def log_of(workspace):
    return workspace.root / ".modelwright/logs/digits/local/TrainingRun.digit.log"


def is_fitting(workspace):
    return log_of(workspace).exists() and "fitting" in log_of(workspace).read_text()


def start(workspace):
    return subprocess.Popen(
        [sys.executable, "-m", "compiler.cli.main", "up", "digits", "--yes", "--json"],
        cwd=workspace.root, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def test_interrupted_killed_and_continued(training):
    workspace, process = training
    refused = workspace.mw("up", "digits", "--yes", "--json", code=4).json
    assert refused["diagnostics"][0]["code"] == "P003" and str(process.pid) in refused["diagnostics"][0]["summary"]
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(out)["diagnostics"][0]["code"] == "U006"
    wait_until(lambda: children(workspace) == [], 10.0)

    log_of(workspace).unlink()
    with start(workspace) as second:
        wait_until(lambda: is_fitting(workspace))
        second.kill()
        second.wait()
    wait_until(lambda: children(workspace) == [], 10.0)
    workspace.edit(SPEC, "components: 1300", "components: 100")
    document = workspace.mw("up", "digits", "--yes", "--json").json
    assert document["applied"]
    status = workspace.mw("status", "digits", "--json").json
    assert len(status["resources"]) == 4 and status["endpoints"]["digit-api"]["state"] == "running"
    workspace.mw("plan", "digits", "--expect-no-changes")
    workspace.mw("destroy", "digits", "--yes")
    assert children(workspace) == []
