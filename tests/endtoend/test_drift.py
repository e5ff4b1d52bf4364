"""What hands do to what runs on this machine: `drift` tells it and touches nothing, `up` undoes it."""

import json
import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest

from compiler.provider.artifacts import verified
from compiler.provider.records import own_record, save_record
from compiler.provider.server import Wanted, swap
from tests.endtoend.conftest import Workspace
from tests.pulumi_cli import needs_cli

SPEC, STACK, ENDPOINT = "diabetes/modelwright.yaml", ("diabetes", "local"), "progression-api"


@dataclass
class Watched:
    """A workspace whose recorded state every look is compared with; `engine` are the words that choose it."""

    workspace: Workspace
    engine: tuple[str, ...]

    @property
    def private(self):
        return self.workspace.root / ".modelwright"

    def recorded(self):
        """Every file of the state and of the backend."""
        folders = [self.private / "state", self.private / "pulumi"]
        return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    def drift(self, code=6):
        before = self.recorded()
        document = self.workspace.mw("drift", "diabetes", "--json", code=code).json
        assert self.recorded() == before, "looking leaves no trace"
        return document["findings"]

    def up(self, *changed):
        done = self.workspace.mw("up", "diabetes", *self.engine, "--yes", "--json").json
        assert [item["address"] for item in done["changes"]] == list(changed)
        assert self.drift(code=0) == []

    def serve_as(self, version):
        """As somebody would who has the server's token."""
        record = own_record(self.private, *STACK, ENDPOINT)
        folder = verified(self.private, record.artifact)
        wanted = Wanted(*STACK, ENDPOINT, record.model, version, record.artifact, folder, record.port)
        save_record(self.private, swap(record, wanted, None, lambda text: None))

    def register(self, statement, *values):
        with closing(sqlite3.connect(self.private / "registry.sqlite", isolation_level=None)) as registry:
            registry.execute(f"UPDATE versions SET {statement}", values)

    def kill_server(self):
        os.kill(own_record(self.private, *STACK, ENDPOINT).process.pid, signal.SIGKILL)


def told(findings):
    return [(item["address"], item["path"], item["kind"]) for item in findings]


def started(workspace, engine):
    """Diabetes, up by an engine."""
    watched = Watched(workspace, ("--engine", engine))
    watched.workspace.mw("up", "diabetes", *watched.engine, "--yes")
    return watched


@pytest.fixture(scope="module")
def stack(make_lasting_workspace):
    """One of the embedded engine, for all tests here."""
    return started(make_lasting_workspace("diabetes"), "embedded")


VERSION, SERVED = "ModelVersion.progression", f"Endpoint.{ENDPOINT}"


@pytest.mark.xdist_group("drift")
def test_a_lost_state_is_taken_over_piece_by_piece(stack):
    digits = json.loads(state(stack).read_bytes())["deployment"]["resources"]
    run = next(item["id"] for item in digits if item["type"].endswith("TrainingRun"))
    state(stack).unlink()
    pid = own_record(stack.private, *STACK, ENDPOINT).process.pid
    for address, id in (
        ("Dataset.patients", "diabetes/data/patients.csv"),
        ("TrainingRun.progression", run),
        (VERSION, "progression/1"),
        (SERVED, ENDPOINT),
    ):
        taken = stack.workspace.mw("import", "diabetes", address, id, "--json").json
        assert taken["imported"]["address"] == address and taken["written"] == []
    assert {item["address"]: item["action"] for item in taken["changes"]} == {
        "Dataset.patients": "update",
        SERVED: "update",
    }, "how the data is checked is not told by the file; the spec leaves the port open"
    stack.up("Dataset.patients", SERVED)
    assert own_record(stack.private, *STACK, ENDPOINT).process.pid == pid, "it served all the while"
    stack.workspace.mw("plan", "diabetes", "--expect-no-changes")


def state(stack):
    return stack.private / "state" / "diabetes" / "local.json"


@pytest.mark.xdist_group("drift")
def test_hands_at_work(stack):
    """The last one of this stack: its data goes."""
    assert stack.drift(code=0) == []

    stack.serve_as("9")
    stack.register("metrics = ?", json.dumps({"r2": 0.99}))
    found = stack.drift()
    assert (VERSION, "metrics.r2", "changed by hand") in told(found)
    assert told(found)[0] == (SERVED, "version", "changed by hand")
    assert (found[0]["recorded"], found[0]["found"], found[0]["source"]) == (1, 9, "")
    assert found[0]["location"].startswith(SPEC) and found[0]["remedy"] == "`modelwright up` restores it"
    stack.workspace.mw("plan", "diabetes", "--expect-no-changes", code=7)
    stack.up(VERSION, SERVED)

    stack.register("retired = 1")
    stack.kill_server()
    gone = stack.drift()
    assert told(gone) == [(SERVED, "", "deleted by hand"), (VERSION, "", "deleted by hand")]
    assert all(item["location"].startswith(SPEC) for item in gone)
    refreshed = stack.workspace.mw("refresh", "diabetes", "--yes", "--json").json
    assert (refreshed["applied"], told(refreshed["findings"])) == (True, told(gone))
    assert stack.drift(code=0) == []
    stack.up(VERSION, SERVED)

    data = stack.workspace.root / "diabetes/data/patients.csv"
    text = data.read_text()
    data.write_text(text + text.splitlines()[-1] + "\n")
    (changed,) = stack.drift()
    assert (changed["path"], changed["kind"]) == ("digest", "changed by hand")
    assert changed["remedy"] == "`modelwright up` takes `data/patients.csv` as it is now"
    data.unlink()
    assert [item["kind"] for item in stack.drift()] == ["deleted by hand"]


def test_hands_at_work_on_a_stack_of_pulumi(make_workspace):
    needs_cli()
    stack = started(make_workspace("diabetes"), "pulumi")
    assert stack.drift(code=0) == []
    stack.serve_as("9")
    stack.register("retired = 1")
    assert told(stack.drift()) == [(SERVED, "version", "changed by hand"), (VERSION, "", "deleted by hand")]
    stack.up(VERSION, SERVED)
    url = stack.workspace.mw("outputs", "diabetes", f"endpoints.{ENDPOINT}.url").out.strip()
    assert url == stack.workspace.mw("status", "diabetes", "--json").json["endpoints"][ENDPOINT]["url"]
