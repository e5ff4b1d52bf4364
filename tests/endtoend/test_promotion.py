"""Rollback and promotion as users do them: at once, kept by `up`, and as a whole or not at all."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import threading
import urllib.request

import pytest

from compiler.provider.history import ModelKey, list_moves
from compiler.provider.promotions import Promotion, put_promotions
from compiler.provider.records import record_file
from compiler.provider.registry import champion
from compiler.source.lock import locked
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
def test_lineage_leads_to_data_and_commit(life):
    head = life.git("rev-parse", "HEAD")
    first = life.mw("lineage", "diabetes/progression@1", "--json").json
    (trained,) = first["trainings"]
    data = life.workspace.root / "diabetes/data/patients.csv"
    assert trained["data"] == f"sha256:{hashlib.sha256(data.read_bytes()).hexdigest()}"
    assert (trained["environment"], trained["by"]["commit"], trained["by"]["dirty"]) == ("local", head, False)
    assert {move["kind"] for move in first["history"]} == {"up", "rollback"} and first["endpoints"] == []

    life.git("add", "-A")
    life.git("commit", "-qm", "Another alpha (#42)")
    life.up("6.0")
    life.mw("up", "diabetes", "--yes")
    serving = life.mw("lineage", f"diabetes/{ENDPOINT}", "--json").json
    assert (serving["version"], serving["champion"], serving["endpoints"]) == (life.serves(), True, [ENDPOINT])
    (trained,) = serving["trainings"]
    assert (trained["by"]["commit"], trained["by"]["dirty"]) == (life.git("rev-parse", "HEAD"), True)
    assert trained["by"]["pull"] == "42" and "pull request #42" in life.mw("lineage", "diabetes").out
    for wrong in ("diabetes/progression@99", "diabetes/progresion"):
        assert life.mw("lineage", wrong, "--json", code=2).json["diagnostics"][0]["code"] == "O021"
    life.mw("rollback", "diabetes", "--yes")


@pytest.mark.xdist_group("promotion")
def test_a_damaged_version_never_serves(life):
    """The last one here: the store is changed."""
    before = champion(life.private, "diabetes", "local", "progression")
    for folder in (life.private / "artifacts").iterdir():
        if folder.name != before.artifact.removeprefix("sha256:"):
            shutil.rmtree(folder)
    assert life.rollback(code=4)["diagnostics"][0]["code"] == "D020"
    assert life.serves() == 2


SPLIT_UP = """environments:
  staging: {models: {progression: {params: {alpha: 2.0}}}}
  prod: {models: {progression: {gates: [r2 >= 0.4, rmse <= champion + 1.0]}}}
"""
PROMOTE = ("promote", "diabetes", "--from", "staging", "--to", "prod", "--yes", "--json")


class Two:
    """Diabetes in `staging` and `prod`, both on this machine, with other parameters and gates."""

    def __init__(self, workspace):
        self.workspace, self.mw = workspace, workspace.mw
        self.private = workspace.root / ".modelwright"
        (workspace.root / "conf/env").mkdir(parents=True)
        for name in ("staging", "prod"):
            text = "# @package platform\ntarget: local\nengine: embedded\n"
            (workspace.root / f"conf/env/{name}.yaml").write_text(text)
        spec = workspace.root / SPEC
        spec.write_text(spec.read_text().partition("environments:")[0] + SPLIT_UP)
        self.mw("up", "diabetes", "--env", "staging", "--yes")

    def artifact(self, environment):
        found = champion(self.private, "diabetes", environment, "progression")
        return found and found.artifact

    def promote(self, code=0):
        return self.mw(*PROMOTE, code=code).json

    def settled(self):
        """`up` of the target has nothing to do."""
        document = self.mw("plan", "diabetes", "--env", "prod", "--json", "--expect-no-changes").json
        assert self.mw("up", "diabetes", "--env", "prod", "--yes", "--json").json["changes"] == []
        return document

    def runs(self):
        with contextlib.closing(sqlite3.connect(self.private / "registry.sqlite")) as registry:
            return registry.execute("SELECT count(*) FROM runs").fetchone()[0]


@pytest.fixture(scope="module")
def two(make_lasting_workspace):
    made = Two(make_lasting_workspace("diabetes"))
    yield made
    for name in ("staging", "prod"):
        made.mw("destroy", "diabetes", "--env", name, "--yes")


@pytest.mark.xdist_group("promotion")
def test_the_very_artifact_serves_in_the_other_environment(two):
    assert two.promote()["applied"] is True
    assert two.artifact("prod") == two.artifact("staging") and two.runs() == 1, "nothing was trained"
    assert two.settled()["promoted"] == [{"model": "progression", "source": "staging", "source_version": 1}]
    again = two.promote()
    assert (again["models"], again["applied"]) == ([], False)
    lineage = two.mw("lineage", "diabetes", "--env", "prod", "--json").json
    assert [item["environment"] for item in lineage["trainings"]] == ["staging"]
    (move,) = list_moves(two.private, ModelKey("diabetes", "prod", "progression"))
    assert (move.kind, move.source, move.source_version, move.served) == ("promote", "staging", 1, True)


@pytest.mark.xdist_group("promotion")
def test_the_gates_of_the_target_refuse(two):
    two.workspace.edit(SPEC, "alpha: 2.0", "alpha: 1e6")
    two.workspace.edit(SPEC, "- r2 >= 0.35", "- r2 >= -1")
    two.workspace.edit(SPEC, "- rmse <= 65", "- rmse <= 500")
    two.workspace.edit(SPEC, "- rmse <= champion + 1.0", "- mae <= 500")
    two.mw("up", "diabetes", "--env", "staging", "--yes")
    before = two.artifact("prod")
    refused = two.promote(code=5)["diagnostics"]
    assert [item["code"] for item in refused] == ["D010", "D010"]
    assert "needed >= 0.4" in refused[0]["summary"] and refused[0]["file"] == SPEC
    assert "against the champion" in refused[1]["summary"]
    assert two.artifact("prod") == before != two.artifact("staging")
    assert two.settled()["promoted"], "and what was promoted before stays"


@pytest.mark.xdist_group("promotion")
def test_a_promotion_can_be_rolled_back_and_made_again(two):
    two.workspace.edit(SPEC, "alpha: 1e6", "alpha: 3.0")
    two.mw("up", "diabetes", "--env", "staging", "--yes")
    first = two.artifact("prod")
    two.promote()
    second = two.artifact("prod")
    assert second == two.artifact("staging") != first
    two.mw("rollback", "diabetes", "--env", "prod", "--yes")
    assert two.artifact("prod") == first
    assert [held["instead"] for held in two.settled()["held"]] == [2]
    two.promote()
    assert two.artifact("prod") == second and two.settled()["held"] == []


@pytest.mark.xdist_group("promotion")
def test_a_promotion_that_was_cut_short_is_judged_and_taken_up(two):
    """Killed before anything but the decision was put down."""
    two.workspace.edit(SPEC, "alpha: 3.0", "alpha: 4.0")
    two.mw("up", "diabetes", "--env", "staging", "--yes")
    key = ModelKey("diabetes", "prod", "progression")
    put_promotions(two.private, (Promotion(key, "", two.artifact("staging"), "staging", 4),))
    pending = two.mw("plan", "diabetes", "--env", "prod", "--json").json["changes"]
    assert pending[0]["reason"] == "version 4 of `staging` is promoted"
    runs = two.runs()
    two.mw("up", "diabetes", "--env", "prod", "--yes")
    assert two.artifact("prod") == two.artifact("staging") and two.runs() == runs
    two.settled()


@pytest.mark.xdist_group("promotion")
def test_of_two_at_once_one_is_refused_and_leaves_nothing(two):
    two.workspace.edit(SPEC, "alpha: 4.0", "alpha: 5.0")
    two.mw("up", "diabetes", "--env", "staging", "--yes")
    before = two.artifact("prod")
    with locked(two.private / "state/diabetes/prod.json", "up diabetes prod"):
        assert two.promote(code=4)["diagnostics"][0]["code"] == "P003"
        assert (
            two.mw("rollback", "diabetes", "--env", "prod", "--yes", "--json", code=4).json["diagnostics"][0]["code"]
            == "P003"
        )
    two.settled()
    assert two.artifact("prod") == before


@pytest.mark.xdist_group("promotion")
def test_what_cannot_be_compared_or_is_not_meant_is_refused(two):
    two.workspace.edit(SPEC, "prod: {models", "prod: {serving: {second: {model: progression}}, models")
    two.workspace.edit(SPEC, "{gates: [r2", "{split: {seed: 8}, gates: [r2")
    assert two.promote(code=5)["diagnostics"][0]["code"] == "O025"
    nowhere = two.mw("promote", "diabetes", "--from", "local", "--to", "prod", "--yes", "--json", code=4).json
    assert nowhere["diagnostics"][0]["code"] == "O023"
