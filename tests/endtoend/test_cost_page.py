"""`docs/cost.md`: its output is what the command prints, its list is one, and a budget refuses."""

import json
import re
import shutil
import subprocess

import pytest

from compiler.cli.run import run
from tests.endtoend.conftest import ROOT

PAGE = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
PROD = ("-C", str(ROOT), "cost", "breast-cancer", "--env", "prod")


def cost(capsys, *words):
    """What a command answers: its exit code, text and diagnostics."""
    code = run([*PROD, *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def aged(text):
    return re.sub(r"\b\d+ days? ago", "<age> ago", text).replace(
        "\nThat is old: `--refresh FILE` takes a newer one.", ""
    )


def test_the_page_has_what_the_command_prints(capsys):
    (block,) = re.findall(r"\$ modelwright cost breast-cancer --env prod\n(.*?)```", PAGE, re.DOTALL)
    code, out, _ = cost(capsys)
    assert code == 0
    assert aged(out) == aged(block)


def test_a_budget_refuses(capsys):
    code, out, err = cost(capsys, "+budget.monthly=400")
    assert code == 5
    assert "Budget: 400 USD a month: over it." in out
    assert "O014" in err
    code, out, _ = cost(capsys, "+budget.monthly=600")
    assert code == 0
    assert "Budget: 600 USD a month: within it." in out


def test_the_document_has_ranges_and_sources(capsys):
    code, out, _ = cost(capsys, "--json", "+budget.monthly=400")
    found = json.loads(out)
    assert (code, found["within_budget"]) == (5, False)
    assert found["cost"]["monthly"]["min"] < found["cost"]["monthly"]["max"]
    (endpoint,) = (line for line in found["lines"] if line["how"] == "month" and "Endpoint" in line["address"])
    assert endpoint["hourly"] == {"min": 0.256, "max": 0.768}
    assert endpoint["source"] and endpoint["as_of"]


def test_a_list_of_the_page_takes_the_place_of_the_product_s(capsys, tmp_path):
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "prices.json"
    path.write_text(block, encoding="utf-8")
    code, out, _ = cost(capsys, "--refresh", str(path), "--json")
    found = json.loads(out)
    assert (code, found["cost"]["as_of"]) == (0, "2026-12-01")
    assert "cloudwatch.MetricAlarm.diagnosis-api-errors" in found["cost"]["unknown"]


@pytest.mark.parametrize("name", ["nowhere.json", ""])
def test_a_list_that_cannot_be_read_is_refused(capsys, tmp_path, name):
    code, _, err = cost(capsys, "--refresh", str(tmp_path / name))
    assert code == 2
    assert "O015" in err


def test_local_costs_nothing_and_says_so(capsys):
    assert run(["-C", str(ROOT), "cost", "breast-cancer", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cost"], found["lines"]) == (None, [])


@pytest.fixture
def repository(tmp_path):
    """Two projects, of which the commit `base` has one; `small` has been given more instances since."""
    for name in ("small", "later"):
        shutil.copytree(ROOT / "examples" / "breast-cancer", tmp_path / name)
        spec = tmp_path / name / "modelwright.yaml"
        text = spec.read_text(encoding="utf-8").replace("project: breast-cancer", f"project: {name}")
        spec.write_text(text, encoding="utf-8")
    (tmp_path / "conf").mkdir()
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "small")
    git(tmp_path, "-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "--quiet", "-m", "base")
    git(tmp_path, "tag", "base")
    spec = tmp_path / "small" / "modelwright.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("max: 6", "max: 8"), encoding="utf-8")
    return tmp_path


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def against(capsys, folder, project, *words):
    assert run(["-C", str(folder), "cost", project, "--env", "prod", "--json", *words]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["delta"], found["cost"]["monthly"]


def test_against_a_commit(capsys, repository):
    assert against(capsys, repository, "small", "--against", "base")[0] == {"min": 0.0, "max": 186.88}
    fewer = "serving.diagnosis-api.scale.max=6"
    assert against(capsys, repository, "small", fewer, "--against", "base")[0] == {"min": 0.0, "max": 0.0}
    delta, monthly = against(capsys, repository, "later", "--against", "base")
    assert delta == monthly, "it is new"
    assert against(capsys, repository, "small")[0] is None
    assert not (repository / ".modelwright" / "state").exists()


def test_against_a_spec_that_did_not_compile(capsys, repository):
    spec = repository / "small" / "modelwright.yaml"
    right = spec.read_text(encoding="utf-8")
    spec.write_text(right.replace("target: diagnosis", "target: nothing"), encoding="utf-8")
    git(repository, "-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "--quiet", "-am", "wrong")
    spec.write_text(right, encoding="utf-8")
    assert against(capsys, repository, "small", "--against", "HEAD")[0] is None
    assert run(["-C", str(repository), "cost", "small", "--env", "prod", "--against", "HEAD"]) == 0
    assert "Against `HEAD`: what it was is not known." in capsys.readouterr().out


def test_against_what_git_does_not_know(capsys, repository):
    assert run(["-C", str(repository), "cost", "small", "--against", "nowhere"]) == 2
    assert "U032" in capsys.readouterr().err
