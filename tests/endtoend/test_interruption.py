"""Ctrl-C, a second process and a killed one: nothing is lost, and the next `up` needs no flag."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.endtoend.conftest import ROOT

SPEC = "digits/modelwright.yaml"


@pytest.fixture
def training(make_workspace):
    """Digits while its model is being fitted, in a process of its own."""
    workspace = make_workspace("digits")
    workspace.edit(SPEC, "components: 300", "components: 1300")
    process = start(workspace)
    log = workspace.root / ".modelwright/logs/digits/local/TrainingRun.digit.log"
    wait_until(lambda: log.exists() and "fitting" in log.read_text())
    with process:
        yield workspace, process
        process.kill()


def start(workspace):
    return subprocess.Popen(
        [sys.executable, "-m", "compiler.cli.main", "up", "digits", "--yes", "--json"],
        cwd=workspace.root, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def wait_until(true, seconds=60.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def children(workspace):
    """Processes that still work for this workspace."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if str(workspace.root) in command or (process.pid != os.getpid() and _works_in(process, workspace)):
            found.append(command)
    return found


def _works_in(process, workspace):
    try:
        return process.cwd().startswith(str(workspace.root))
    except psutil.Error:
        return False


def test_interrupted_then_continued(training):
    workspace, process = training
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(out)["diagnostics"][0]["code"] == "U006"
    wait_until(lambda: children(workspace) == [], 10.0)
    workspace.edit(SPEC, "components: 1300", "components: 100")
    workspace.mw("up", "digits", "--yes")
    assert workspace.mw("status", "digits", "--json").json["endpoints"]["digit-api"]["state"] == "running"


def test_a_second_process_is_told_and_a_killed_one_leaves_nothing_behind(training):
    workspace, process = training
    refused = workspace.mw("up", "digits", "--yes", "--json", code=4).json
    assert refused["diagnostics"][0]["code"] == "P003" and str(process.pid) in refused["diagnostics"][0]["summary"]
    process.kill()
    process.wait()
    workspace.edit(SPEC, "components: 1300", "components: 100")
    document = workspace.mw("up", "digits", "--yes", "--json").json
    assert document["applied"] and len(workspace.mw("status", "digits", "--json").json["resources"]) == 4
    workspace.mw("plan", "digits", "--expect-no-changes")
