"""`report` on a branch: both sides compiled, offline, with what the registry knows of the models."""

import subprocess

import pytest

SPEC = "diabetes/modelwright.yaml"
pytestmark = pytest.mark.xdist_group("report")


@pytest.fixture(scope="module")
def workspace(make_lasting_workspace):
    made = make_lasting_workspace("diabetes", "breast-cancer")
    (made.root / ".gitignore").write_text(".modelwright/\n")
    for words in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "first"], ["checkout", "-qb", "mine"]):
        names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
        if words == ["add", "-A"]:
            made.mw("compile", "--all")
        subprocess.run(["git", "-C", str(made.root), *names, *words], check=True)
    return made


def test_no_difference_is_said(workspace):
    told = workspace.mw("report", "--json").json
    assert told["stacks"] == [] and told["untouched"] == 2
    assert "no difference in 2 projects" in workspace.mw("report").out


def test_infrastructure_cost_and_model(workspace):
    workspace.mw("up", "diabetes", "--yes")
    workspace.edit(SPEC, "alpha: 1.0", "alpha: 2.0")
    larger = "  prod:\n    platform: {compute: {small: {serving_instance: ml.m5.xlarge}}}\n"
    workspace.edit(SPEC, "  prod:\n", larger)
    workspace.mw("preview", "up", "--pr", "5", "--yes")
    told = workspace.mw("report", "--pr", "5", "--json").json
    stacks = {item["environment"]: item for item in told["stacks"]}
    assert list(stacks) == ["local", "dev", "prod"] and told["untouched"] == 1
    (model,) = stacks["local"]["models"]
    assert model["differences"] == [{"path": "params.alpha", "was": "1.0", "now": "2.0"}]
    assert model["candidate"]["environment"] == "pr-5" and all(gate["passed"] for gate in model["candidate"]["gates"])
    assert model["champion"]["metrics"] != model["candidate"]["metrics"]
    effects = {item["address"]: item["effect"] for item in stacks["prod"]["resources"]}
    assert effects["sagemaker.TrainingJob.progression"] == "retrained"
    assert effects["sagemaker.EndpointConfiguration.progression-api"] == "changed"
    assert effects["sagemaker.Endpoint.progression-api"] == "follows"
    assert list(effects.values()) == sorted(effects.values(), key=["removed", "retrained", "changed", "follows"].index)
    assert stacks["prod"]["cost"]["delta"][0] > 100 and stacks["dev"]["cost"]["delta"] == [0.0, 0.0]
    (url,) = told["endpoints"].values()
    comment = workspace.mw("report", "--pr", "5", "--as", "markdown").out
    assert url in comment and "```mermaid" in comment and "**passed**" in comment
    workspace.mw("report", "--as", "html", "--out", "report.html")
    assert "</html>" in (workspace.root / "report.html").read_text()
    workspace.mw("preview", "down", "--pr", "5", "--yes")


def test_mistakes_of_one_project_stop_nothing(workspace):
    workspace.edit("breast-cancer/modelwright.yaml", "target: ", "target: not-")
    told = workspace.mw("report", "--env", "dev", "--json").json
    problems = {item["project"]: [found["code"] for found in item["problems"]] for item in told["stacks"]}
    assert problems["diabetes"] == [] and problems["breast-cancer"] == ["V030"]
    assert "V030" in workspace.mw("report", "--env", "dev").out


def test_nothing_of_the_branch_is_run(workspace):
    """Code of an entry point may do anything, and a report only reads it."""
    code = "import pathlib\npathlib.Path('pwned').touch()\ndef build():\n    return None\n"
    (workspace.root / "diabetes/train.py").write_text(code)
    workspace.edit(
        SPEC,
        "    estimator: sklearn.linear_model.Ridge\n    params: {alpha: 2.0}\n",
        "    entrypoint: train.py:build\n",
    )
    told = workspace.mw("report", "--env", "local", "--json").json
    (stack,) = [item for item in told["stacks"] if item["project"] == "diabetes"]
    assert {"estimator", "entrypoint.function"} <= {item["path"] for item in stack["models"][0]["differences"]}
    assert not list(workspace.root.rglob("pwned"))
    assert workspace.mw("report", "--base", "nowhere", code=2).err.startswith("error[U032]")
