"""The steps of the generated workflows, run by a shell as GitHub runs them, in a workspace of hostile folder names."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

GOLDEN = Path(__file__).parents[2] / "golden" / "workflows"
HOSTILE = [
    "two words",
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned;",
    "a' && touch pwned && '",
    'b" && touch pwned && "',
    "-rf",
    "*",
    "::error::all is lost",
    "${IFS}touch${IFS}pwned",
    "x > pwned",
    "umlaut ö",
]
STUB = """#!/bin/bash
case "$1" in
  validate) cat "$PROJECTS" ;;
  plan)
    printf '%s\\0' "$@" >>"$CALLS"
    while [ $# -gt 0 ]; do
      [ "$1" != --out ] || touch "$2"
      [ "$1" != -C ] || folder="$2"
      shift
    done
    [[ "$folder" == *words* ]] && exit 0 || exit "${PLANNED:-2}" ;;
  *) printf '%s\\0' "$@" >>"$CALLS" ;;
esac
"""
pytestmark = [
    pytest.mark.skipif(shutil.which("jq") is None, reason="no jq, which the runners of GitHub have"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="no bash"),
]


@pytest.fixture
def job(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "modelwright").write_text(STUB)
    (tmp_path / "bin" / "modelwright").chmod(0o755)
    (tmp_path / "work").mkdir()
    files = [f"{name}/modelwright.yaml" for name in HOSTILE] + ["modelwright.yaml"]
    projects = [{"file": file, "environments": ["dev"]} for file in files]
    others = [{"file": "other/modelwright.yaml", "environments": ["prod"]}]
    (tmp_path / "found.json").write_text(json.dumps({"projects": projects + others}))

    def run(name, step, spoil=("", ""), file="deploy", **variables):
        flow = yaml.safe_load((GOLDEN / f"modelwright-{file}.yml").read_text())
        (script,) = [item["run"] for item in flow["jobs"][name]["steps"] if item.get("name") == step]
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        places = {"RUNNER_TEMP": "", "GITHUB_OUTPUT": "output", "CALLS": "calls", "PROJECTS": "found.json"}
        environment = {key: str(tmp_path / value) for key, value in places.items()}
        assert spoil[0] in script
        (tmp_path / "step.sh").write_text(script.replace(*spoil) if spoil[0] else script)
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(tmp_path / "step.sh")]
        variables = {"PATH": path, "LC_ALL": "C.UTF-8", **environment, **variables}
        return subprocess.run(shell, cwd=tmp_path / "work", env=variables, capture_output=True, text=True)

    return run


def calls(tmp_path):
    return (tmp_path / "calls").read_text().split("\0")[:-1]


def folders(tmp_path):
    words = calls(tmp_path)
    return [words[number + 1] for number, word in enumerate(words) if word == "-C"]


def test_every_project_of_the_environment_is_planned_whatever_its_name(job, tmp_path):
    done = job("plan-dev", "Plan", ENVIRONMENT="dev")
    assert done.returncode == 0, done.stderr
    assert folders(tmp_path) == [*(f"./{name}/" for name in HOSTILE), "./"]
    assert (tmp_path / "output").read_text() == "changes=true\n"
    assert len(list((tmp_path / "plans").iterdir())) == len(HOSTILE)
    assert list((tmp_path / "work").iterdir()) == [] and "all is lost" not in done.stdout


@pytest.mark.parametrize("planted", ["-C ./${file%modelwright.yaml}", '-C "$(eval echo "./${file%modelwright.yaml}")"'])
def test_planted_defect(job, tmp_path, planted):
    """A step that does not quote a name, or has the shell read it again."""
    job("plan-dev", "Plan", spoil=('-C "./${file%modelwright.yaml}"', planted), ENVIRONMENT="dev")
    assert folders(tmp_path) != [*(f"./{name}/" for name in HOSTILE), "./"]


def test_a_plan_that_fails_fails_the_job(job, tmp_path):
    assert job("plan-dev", "Plan", ENVIRONMENT="dev", PLANNED="4").returncode == 4
    assert not (tmp_path / "output").exists()


def test_nothing_is_approved_where_nothing_changes(job, tmp_path):
    assert job("plan-dev", "Plan", ENVIRONMENT="dev", PLANNED="0").returncode == 0
    assert (tmp_path / "output").read_text() == "changes=false\n"
    assert list((tmp_path / "plans").iterdir()) == []


def test_exactly_the_plans_are_carried_out(job, tmp_path):
    job("plan-dev", "Plan", ENVIRONMENT="dev")
    (tmp_path / "calls").unlink()
    assert job("up-dev", "Deploy exactly these plans").returncode == 0
    plans = [str(path) for path in sorted((tmp_path / "plans").iterdir())]
    assert calls(tmp_path) == [word for plan in plans for word in ("up", "--plan", plan)]


@pytest.mark.parametrize("branch", HOSTILE)
def test_a_branch_is_text_whatever_it_is_called(job, tmp_path, branch):
    variables = {"PULL": "42", "BRANCH": branch, "ENVIRONMENT": "dev"}
    done = job("up", "Make or update the preview", file="preview", **variables)
    assert done.returncode == 0, done.stderr
    words = ["preview", "up", "--pr", "42", "--branch", branch, "--base", "HEAD^1", "--env", "dev", "--yes"]
    assert calls(tmp_path) == words
    assert list((tmp_path / "work").iterdir()) == [] and "all is lost" not in done.stdout


def test_a_closed_pull_request_leaves_nothing(job, tmp_path):
    assert job("down", "Remove all of it", file="preview", PULL="42", ENVIRONMENT="dev").returncode == 0
    assert calls(tmp_path) == ["preview", "down", "--pr", "42", "--env", "dev", "--yes"]


@pytest.mark.parametrize(("answer", "code"), [("echo 7; echo 42", 0), ("echo 7; exit 1", 1)])
def test_a_list_of_pull_requests_that_is_not_whole_reaps_nothing(job, tmp_path, answer, code):
    (tmp_path / "bin" / "gh").write_text(f"#!/bin/bash\n{answer}\n")
    (tmp_path / "bin" / "gh").chmod(0o755)
    done = job(
        "reap", "Remove what nobody needs any more", file="reap", ENVIRONMENT="dev", GITHUB_REPOSITORY="acme/models"
    )
    assert done.returncode == code
    if code:
        assert not (tmp_path / "calls").exists()
    else:
        assert calls(tmp_path) == ["preview", "reap", "--open", "7\n42", "--env", "dev", "--yes"]
