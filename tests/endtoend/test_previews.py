"""Previews of pull requests as users make them: of what differs only, beside everything else, and gone at the end."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from compiler.source.lock import locked
from tests.endtoend.conftest import ROOT, children
from tests.pulumi_cli import needs_cli

SPEC = "diabetes/modelwright.yaml"
pytestmark = pytest.mark.xdist_group("previews")


class Repository:
    """Two examples in git, deployed from `main`, and a branch that a pull request could come from."""

    def __init__(self, workspace):
        self.workspace, self.mw, self.root = workspace, workspace.mw, workspace.root
        self.private = workspace.root / ".modelwright"
        (self.root / ".gitignore").write_text(".modelwright/\n")
        self.git("init", "-qb", "main", ".")
        self.mw("compile", "--all")
        self.commit("first")
        self.mw("up", "diabetes", "--yes")
        self.git("checkout", "-qb", "feature")

    def git(self, *words):
        names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
        command = ["git", "-C", str(self.root), *names, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def alpha(self, value):
        self.git("checkout", "-q", SPEC)
        self.workspace.edit(SPEC, "alpha: 1.0", f"alpha: {value}")

    def up(self, *words, code=0, **more):
        return self.mw("preview", "up", "--pr", "42", "--yes", "--json", *words, code=code, **more).json

    def down(self, *words, code=0):
        return self.mw("preview", "down", "--pr", "42", "--yes", "--json", *words, code=code).json

    def reap(self, *words, code=0):
        return self.mw("preview", "reap", "--yes", "--json", *words, code=code).json

    def listed(self):
        return self.mw("preview", "list", "--json").json["previews"]

    def traces(self):
        """Whatever has the name of a preview; locks stay, so that who waits for one and who comes next meet."""
        found = [path for path in self.private.rglob("*pr-*") if path.suffix != ".lock"]
        return sorted(str(path.relative_to(self.private)) for path in found)

    def base(self):
        """All that may not change while previews come and go."""
        status = self.mw("status", "diabetes", "--json").json
        state = (self.private / "state/diabetes/local.json").read_bytes()
        return {key: status[key] for key in ("endpoints", "models")}, state

    def gone(self):
        """Nothing is left, and nobody works for it."""
        assert self.listed() == [] and self.traces() == []
        assert not [command for command in children(self.workspace) if "pr-42" in command]


@pytest.fixture(scope="module")
def repository(make_lasting_workspace):
    return Repository(make_lasting_workspace("diabetes", "breast-cancer"))


@pytest.fixture
def quiet(repository):
    """The repository, whose base no test may touch."""
    before = repository.base()
    yield repository
    repository.down()
    repository.gone()
    assert repository.base() == before
    repository.git("checkout", "-q", "--", ".")
    repository.git("clean", "-qfd")


def test_a_preview_makes_what_differs_and_is_judged_by_the_champion_of_its_base(quiet):
    quiet.alpha("2.0")
    made = quiet.up()
    assert [change["project"] for change in made["changes"]] == ["diabetes"]
    assert made["changes"][0]["models"] == ["progression"] and made["changes"][0]["serving"] == ["progression-api"]
    (preview,) = made["previews"]
    assert preview["environment"] == "pr-42" and preview["applied"] and not preview["failed"]
    model = preview["outputs"]["models"]["progression"]
    base = quiet.mw("outputs", "diabetes", "--json").json["outputs"]["models"]["progression"]
    (gate,) = [gate for gate in model["gates"] if "champion" in gate["text"]]
    assert gate["threshold"] == pytest.approx(base["metrics"]["rmse"] + 1.0) and gate["passed"]
    rows = quiet.root / "rows.csv"
    rows.write_text("\n".join((quiet.root / "diabetes/data/patients.csv").read_text().splitlines()[:3]))
    asked = quiet.mw("predict", "diabetes", "--env", "pr-42", "--data", "rows.csv", "--json")
    assert len(asked.json["predictions"]) == 2
    again = quiet.up()
    assert not again["previews"][0]["applied"] and again["previews"][0]["until"] >= preview["until"]
    (listed,) = quiet.listed()
    assert (listed["pull"], listed["branch"], listed["projects"]) == (42, "feature", ["diabetes"])
    assert listed["verdict"] == "open"


def test_what_did_not_change_is_borrowed_and_not_trained(quiet):
    quiet.workspace.edit(
        SPEC, "serving:\n  progression-api:", "serving:\n  second:\n    model: progression\n  progression-api:"
    )
    made = quiet.up()
    assert made["changes"] == [{"project": "diabetes", "models": ["progression"], "serving": ["second"], "gone": []}]
    told = quiet.mw("logs", "diabetes", "--env", "pr-42", code=None).out
    assert list(made["previews"][0]["outputs"]["endpoints"]) == ["second"] and "fitting" not in told


def test_nothing_that_differs_is_nothing_to_make(quiet):
    assert quiet.up()["changes"] == [] and quiet.listed() == []
    quiet.workspace.edit(SPEC, "project: diabetes", "# A comment.\nproject: diabetes")
    assert quiet.up()["changes"] == [] and quiet.listed() == []


def test_a_stale_branch_shows_nothing_of_what_main_did_since(quiet):
    quiet.alpha("2.0")
    quiet.git("stash", "-q")
    quiet.git("checkout", "-q", "main")
    quiet.workspace.edit("breast-cancer/modelwright.yaml", "description:", "description: Newer.  #")
    quiet.workspace.edit("breast-cancer/modelwright.yaml", "seed: 7", "seed: 8")
    quiet.commit("others work on")
    try:
        quiet.git("checkout", "-q", "feature")
        quiet.git("stash", "pop", "-q")
        assert [change["project"] for change in quiet.up()["changes"]] == ["diabetes"]
    finally:
        quiet.git("branch", "-qf", "main", "feature")


def test_what_the_branch_takes_back_is_taken_down(quiet):
    quiet.alpha("2.0")
    quiet.up()
    quiet.git("checkout", "-q", "--", SPEC)
    quiet.workspace.edit("breast-cancer/modelwright.yaml", "seed: 7", "seed: 8")
    made = quiet.up()
    assert [change["project"] for change in made["changes"]] == ["breast-cancer"]
    (listed,) = quiet.listed()
    assert listed["projects"] == ["breast-cancer"]
    assert not any("diabetes" in trace for trace in quiet.traces())


def test_a_gate_that_refuses_leaves_a_preview_that_goes(quiet):
    quiet.alpha("100000.0")
    made = quiet.up(code=5)
    assert "D010" in {item["code"] for item in made["diagnostics"]} and made["previews"][0]["failed"]
    assert [item["pull"] for item in quiet.listed()] == [42]


def test_a_spec_that_makes_no_sense_makes_nothing(quiet):
    quiet.workspace.edit(SPEC, "target: progression", "target: progresion")
    assert quiet.up(code=2)["changes"] == [] and quiet.listed() == [] and quiet.traces() == []


@pytest.mark.parametrize(
    ("words", "verdict"), [((), "expired"), (("--open", ""), "closed"), (("--open", "7,9"), "closed")]
)
def test_the_reaper_takes_what_is_expired_or_closed(quiet, words, verdict):
    quiet.alpha("2.0")
    quiet.workspace.edit(SPEC, "owner:", "platform: {previews: {expires: 2s}}\nowner:")
    quiet.up()
    assert quiet.reap("--open", "42", "--dry-run")["previews"][0]["verdict"] in ("open", "expired")
    time.sleep(2.1)
    (judged,) = quiet.reap("--dry-run", *words)["previews"]
    assert judged["verdict"] == verdict and quiet.listed()
    (reaped,) = quiet.reap(*words)["reaped"]
    assert reaped["left"] == [] and {item["address"] for item in reaped["removed"]} >= {"Endpoint.progression-api"}
    quiet.gone()
    assert quiet.reap(*words)["reaped"] == []


def test_what_was_trained_on_a_sample_is_not_promoted(quiet):
    (quiet.root / "conf/env").mkdir(parents=True)
    (quiet.root / "conf/env/preview.yaml").write_text(
        "# @package preview\nmodels: {split: {sample: 0.5}, gates: [r2 >= 0.1]}\n"
    )
    assert quiet.up()["changes"] == [], "what previews are is the same on both sides"
    quiet.alpha("2.0")
    made = quiet.up()["previews"][0]
    assert "sampled 221 of 442 rows" in quiet.mw("logs", "diabetes", "--env", "pr-42").out and made["applied"]
    told = quiet.mw("promote", "diabetes", "--from", "pr-42", "--to", "local", "--yes", "--json", code=5).json
    assert [item["code"] for item in told["diagnostics"]] == ["O025"]


@pytest.mark.parametrize("lost", ["ledger", "tags", "both", "damaged", "state", "branch"])
def test_a_preview_goes_whatever_was_lost(quiet, lost):
    quiet.alpha("2.0")
    quiet.up()
    ledger, tags = quiet.private / "previews/pr-42.json", quiet.private / "state/diabetes/pr-42.tags"
    if lost in ("ledger", "both"):
        ledger.unlink()
    if lost in ("tags", "both"):
        tags.unlink()
    if lost == "damaged":
        ledger.write_text("{")
        tags.write_text("[]")
    if lost == "state":
        (quiet.private / "state/diabetes/pr-42.json").write_text("{")
    if lost == "branch":
        quiet.git("checkout", "-q", "-f", "main")
        shutil.rmtree(quiet.root / "diabetes")
        shutil.rmtree(quiet.private / "build")
    (reaped,) = quiet.reap("--open", "")["reaped"]
    assert reaped["left"] == []
    if lost == "branch":
        quiet.git("checkout", "-q", "--", ".")
        quiet.git("checkout", "-q", "feature")


@pytest.mark.parametrize("moment", ["creating", "fitting", "starting the server"])
def test_a_preview_whose_making_was_killed_goes(quiet, moment):
    quiet.alpha("3.0")
    command = [sys.executable, "-m", "compiler.cli.main", "preview", "up", "--pr", "42", "--yes"]
    own = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=quiet.root, env=own, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as made:
        for line in made.stderr:
            if moment in line.decode():
                made.kill()
                break
    assert [item["pull"] for item in quiet.listed()] == [42]
    (reaped,) = quiet.reap("--open", "")["reaped"]
    assert reaped["left"] == []


def test_of_two_at_once_one_is_refused_and_the_reaper_says_what_is_left(quiet):
    quiet.alpha("2.0")
    quiet.up()
    with locked(quiet.private / "previews/pr-42.json", "preview up 42"):
        assert quiet.up(code=4)["diagnostics"][0]["code"] == "P003"
        told = quiet.reap("--open", "", code=4)
        assert {item["code"] for item in told["diagnostics"]} == {"O031", "P003"}
        assert told["reaped"][0]["left"] == ["diabetes"]


def test_names_and_numbers_are_checked(quiet):
    assert quiet.mw("preview", "up", "--pr", "0", "--yes", code=2)
    assert quiet.mw("preview", "reap", "--open", "main", "--yes", code=2).err.startswith("error[U001]")
    assert "`preview dwn`" in quiet.mw("preview", "dwn", code=2).err
    assert quiet.up("--env", "staging")["changes"] == []
    assert quiet.up("--base", "nowhere", code=2)["diagnostics"][0]["code"] == "U032"


@pytest.mark.engine
def test_the_real_engine_makes_and_removes_the_same(quiet):
    needs_cli()
    quiet.alpha("2.0")
    made = quiet.up("--engine", "pulumi")
    assert made["previews"][0]["applied"]
    assert quiet.up("--engine", "embedded", code=4)["diagnostics"][0]["hint"].endswith("preview down --pr 42")
    (quiet.private / "previews/pr-42.json").unlink()
    (reaped,) = quiet.reap("--open", "")["reaped"]
    assert reaped["left"] == [] and len(reaped["removed"]) == 4


def test_the_document_says_what_stands_until_when(quiet):
    quiet.alpha("2.0")
    quiet.up()
    stored = json.loads((quiet.private / "state/diabetes/pr-42.tags").read_text())
    assert stored["until"] - stored["updated"] == pytest.approx(72 * 3600)
    assert quiet.listed()[0]["until"][:4].isdigit()
