from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from compiler.cli.run import run
from compiler.scaffold.ci.merge import merge

BIN = Path(sys.executable).parent
WORKFLOWS = ".github/workflows"
GOLDEN = Path(__file__).parents[2] / "golden" / "workflows"
DEPLOY = f"{WORKFLOWS}/modelwright-deploy.yml"


@pytest.fixture
def init(tmp_path, capsys):
    (tmp_path / ".git").mkdir()
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "modelwright.yaml").write_text("project: a\nenvironments: {prod: {}, dev: {}}\n")

    def call(*words, forge="github"):
        code = run(["-C", str(tmp_path), "init", "--ci", forge, *words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return call


def test_linters_find_nothing(init, tmp_path):
    assert init()[0] == 0
    files = sorted((tmp_path / WORKFLOWS).iterdir())
    assert len(files) == 5
    zizmor = [BIN / "zizmor", "--offline", "--no-progress", "--min-severity", "medium", *files]
    schema = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files]
    for command in (zizmor, schema):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflows_read_as_if_written_by_hand(init, tmp_path, request):
    init()
    for file in (tmp_path / WORKFLOWS).iterdir():
        expected = GOLDEN / file.name
        if request.config.getoption("--update-golden"):
            expected.parent.mkdir(exist_ok=True)
            expected.write_text(file.read_text())
        assert "\n\n" not in file.read_text()
        assert file.read_text() == expected.read_text()


def test_rights_are_granted_by_job_and_pull_requests_get_none(init, tmp_path):
    init()
    for file in (tmp_path / WORKFLOWS).iterdir():
        flow = yaml.safe_load(file.read_text())
        assert flow["permissions"] == {}
        steps = [step for job in flow["jobs"].values() for step in job["steps"]]
        assert not [step for step in steps if "${{" in step.get("run", "")]
    check = (tmp_path / WORKFLOWS / "modelwright-check.yml").read_text()
    assert "secrets." not in check and "id-token" not in check and "pull_request_target" not in check


def test_production_is_deployed_last(init, tmp_path):
    init()
    jobs = yaml.safe_load((tmp_path / DEPLOY).read_text())["jobs"]
    assert list(jobs) == ["plan-dev", "up-dev", "plan-prod", "up-prod"]
    assert jobs["plan-prod"]["needs"] == ["plan-dev", "up-dev"]
    assert jobs["up-prod"]["environment"] == "prod"


def test_edits_survive(init, tmp_path):
    init()
    file = tmp_path / DEPLOY
    file.write_text(file.read_text().replace("43 5 * * *", "11 4 * * *"))
    code, said = init("--env", "prod")
    assert code == 0
    assert "your edits kept" in said and "-  plan-dev:" in said
    assert "11 4 * * *" in file.read_text() and "plan-dev" not in file.read_text()


def test_a_removed_workflow_stays_away_and_a_foreign_one_is_not_touched(init, tmp_path):
    init()
    (tmp_path / DEPLOY).unlink()
    assert init()[0] == 0 and not (tmp_path / DEPLOY).exists()
    foreign = tmp_path / WORKFLOWS / "modelwright-drift.yml"
    foreign.write_text("mine\n")
    (tmp_path / ".github/modelwright/modelwright-drift.yml").unlink()
    code, said = init()
    assert code == 2 and "I001" in said and foreign.read_text() == "mine\n"


@pytest.mark.parametrize(
    ("base", "mine", "fresh", "text", "kept"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n", ()),
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", ()),
        ("a\nb\nc\n", "a\nmine\nc\n", "a\nnew\nc\n", "a\nmine\nc\n", (2,)),
        ("a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n", "a\nx\nc\n", ()),
        ("a\nb\n", "a\n", "a\nb\nc\n", "a\n", (2,)),
        ("", "mine\n", "", "mine\n", ()),
    ],
)
def test_merge(base, mine, fresh, text, kept):
    done = merge(base, mine, fresh)
    assert (done.text, done.kept) == (text, kept)


@pytest.mark.parametrize("word", ["--env=${{ x }}", "--branch=${{x}}", "--branch=a*"])
def test_what_could_be_an_expression_is_refused(init, tmp_path, word):
    code, said = init(word)
    assert code == 2 and ("I009" in said or "C001" in said)
    assert not (tmp_path / WORKFLOWS).exists()


GITLAB = ".gitlab/modelwright.yml"


def test_the_pipeline_of_gitlab_is_valid_and_reads_as_if_written_by_hand(init, tmp_path, request):
    assert init(forge="gitlab")[0] == 0
    file = tmp_path / GITLAB
    schema = [BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", file]
    done = subprocess.run(schema, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = GOLDEN / "gitlab.yml"
    if request.config.getoption("--update-golden"):
        expected.write_text(file.read_text())
    assert file.read_text() == expected.read_text() and "\n\n" not in file.read_text()


def test_merge_requests_get_no_credentials_on_gitlab_and_people_deploy(init, tmp_path):
    init(forge="gitlab")
    jobs = yaml.safe_load((tmp_path / GITLAB).read_text())
    check = jobs["modelwright-check"]
    assert check["extends"] == ".modelwright" and "id_tokens" not in jobs[".modelwright"]
    deployments = [job for name, job in jobs.items() if name.startswith("modelwright-up-")]
    assert len(deployments) == 2 and all(job["rules"][0]["when"] == "manual" for job in deployments)
    assert all(
        "merge_request" not in str(job.get("rules")) for name, job in jobs.items() if name != "modelwright-check"
    )


def test_edits_of_the_pipeline_survive(init, tmp_path):
    init(forge="gitlab")
    file = tmp_path / GITLAB
    file.write_text(file.read_text().replace("pulumi/pulumi-python-3.12:3.259.0", "registry.example/ours:1"))
    code, said = init("--env", "prod", forge="gitlab")
    assert code == 0 and "your edits kept" in said
    assert "registry.example/ours:1" in file.read_text() and "plan-dev" not in file.read_text()
