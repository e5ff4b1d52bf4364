"""Rollback as users do it: at once, kept by `up`, ended by another model, and as a whole or not at all."""

import json
import shutil
import subprocess
import threading
import urllib.request

import pytest

from compiler.provider.records import record_file
from compiler.provider.registry import champion
from tests.endtoend.conftest import wait_until

SPEC = "diabetes/modelwright.yaml"
ENDPOINT = "progression-api"


class Life:
    """Diabetes in a repository of git, and what serves of it."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.mw = workspace.mw
        self.private = workspace.root / ".modelwright"
        self.git("init", "-q", ".")
        (workspace.root / ".gitignore").write_text(".modelwright/\n")
        self.alpha = "1.0"

    def git(self, *words):
        names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
        command = ["git", "-C", str(self.workspace.root), *names, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def up(self, alpha=None):
        if alpha is not None:
            self.workspace.edit(SPEC, f"alpha: {self.alpha}", f"alpha: {alpha}")
            self.alpha = alpha
        return self.mw("up", "diabetes", "--yes", "--json").json

    def rollback(self, *words, code=0):
        return self.mw("rollback", "diabetes", "--yes", "--json", *words, code=code).json

    def serves(self):
        """The version that answers, which status, outputs and the registry must agree on."""
        status = self.mw("status", "diabetes", "--json").json
        outputs = self.mw("outputs", "diabetes", "--json").json["outputs"]
        model, endpoint = status["models"]["progression"], status["endpoints"][ENDPOINT]
        with urllib.request.urlopen(f"{endpoint['url']}/v2/models/progression") as answer:
            (served,) = json.load(answer)["versions"]
        told = (endpoint["version"], model["champion"], outputs["endpoints"][ENDPOINT]["version"])
        assert told == (int(served),) * 3
        assert outputs["models"]["progression"]["metrics"] == model["metrics"]
        return int(served)

    def plan(self):
        return self.mw("plan", "diabetes", "--json", "--expect-no-changes").json


@pytest.fixture(scope="module")
def life(make_lasting_workspace):
    made = Life(make_lasting_workspace("diabetes"))
    made.git("add", "-A")
    made.git("commit", "-qm", "first")
    made.up()
    made.up("2.0")
    return made


@pytest.mark.xdist_group("promotion")
def test_a_rollback_serves_at_once_and_up_keeps_it(life):
    assert life.serves() == 2
    row = json.dumps([dict.fromkeys(_features(life), 1.0) | {"sex": "group_1"}]).encode()
    url = life.mw("status", "diabetes", "--json").json["endpoints"][ENDPOINT]["url"]
    answered, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            request = urllib.request.Request(f"{url}/predict", row, {"content-type": "application/json"})
            with urllib.request.urlopen(request), urllib.request.urlopen(f"{url}/v2/models/progression") as answer:
                answered.extend(json.load(answer)["versions"])

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: answered or not asking.is_alive())
    try:
        done = life.rollback()
    finally:
        wait_until(lambda: answered[-1:] == ["1"] or not asking.is_alive())
        stop.set()
        asking.join()
    assert answered == sorted(answered, reverse=True) and set(answered) == {"1", "2"}
    assert (done["before"], done["after"], done["endpoints"], done["applied"]) == (2, 1, [ENDPOINT], True)
    assert life.serves() == 1

    head = life.git("rev-parse", "HEAD")
    for document in (life.plan(), life.up()):
        (held,) = document["held"]
        assert (document["changes"], held["version"], held["instead"]) == ([], 1, 2)
        assert (held["by"]["commit"], held["by"]["dirty"]) == (head, True)
    assert life.serves() == 1 and life.mw("drift", "diabetes").code == 0
    said = life.mw("plan", "diabetes").out
    assert "as written" not in said and "`modelwright rollback diabetes --undo`" in said
    assert "`progression` is held at version 1" in life.mw("status", "diabetes").out


def _features(life):
    return json.loads((life.workspace.root / "stacks/diabetes/local/jobs/progression.json").read_text())["features"]


@pytest.mark.xdist_group("promotion")
def test_undo_serves_what_the_spec_describes(life):
    assert life.rollback(code=4)["diagnostics"][0]["code"] == "O022", "there is no version before the first"
    assert life.rollback("--undo")["after"] == 2
    assert (life.serves(), life.plan()["held"]) == (2, [])
    assert life.rollback("--undo", code=4)["diagnostics"][0]["code"] == "O022"


@pytest.mark.xdist_group("promotion")
def test_what_no_server_takes_leaves_all_as_it_was(life):
    record = record_file(life.private, "diabetes", "local", ENDPOINT)
    kept = record.read_bytes()
    record.write_bytes(kept.replace(b'"token": "', b'"token": "0'))
    assert life.rollback(code=4)["diagnostics"][0]["code"] == "S004"
    record.write_bytes(kept)
    assert life.serves() == 2
    life.up()
    assert (life.serves(), life.plan()["held"]) == (2, [])


@pytest.mark.xdist_group("promotion")
def test_a_rollback_that_was_cut_short_is_taken_up(life):
    """Decided in the registry, and nothing more."""
    state = life.private / "state/diabetes/local.json"
    record = record_file(life.private, "diabetes", "local", ENDPOINT)
    before = [(path, path.read_bytes()) for path in (state, record)]
    life.rollback()
    for path, content in before:
        path.write_bytes(content)
    pending = life.mw("plan", "diabetes", "--json").json["changes"]
    assert {change["address"] for change in pending} == {"ModelVersion.progression", f"Endpoint.{ENDPOINT}"}
    assert life.rollback()["after"] == 1, "it is not one version further"
    assert life.serves() == 1
    for path, content in before:
        path.write_bytes(content)
    life.up()
    assert (life.serves(), life.plan()["changes"]) == (1, [])


@pytest.mark.xdist_group("promotion")
def test_another_model_ends_a_rollback(life):
    life.workspace.edit(SPEC, f"alpha: {life.alpha}", "alpha: 3.0")
    life.alpha = "3.0"
    (held,) = life.mw("plan", "diabetes", "--json").json["held"]
    assert held["ending"] is True
    life.up()
    assert (life.serves(), life.plan()["held"]) == (3, [])
    assert life.rollback()["after"] == 1, "version 2 was rolled back: it is not behind 3"
    life.up("2.0")
    assert life.serves() == 2


@pytest.mark.xdist_group("promotion")
def test_a_damaged_version_never_serves(life):
    """The last one here: the store is changed."""
    before = champion(life.private, "diabetes", "local", "progression")
    for folder in (life.private / "artifacts").iterdir():
        if folder.name != before.artifact.removeprefix("sha256:"):
            shutil.rmtree(folder)
    assert life.rollback(code=4)["diagnostics"][0]["code"] == "D020"
    assert life.serves() == 2
