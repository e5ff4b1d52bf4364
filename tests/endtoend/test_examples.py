"""Every example, from its YAML to a prediction, what a second look finds, and the same with the other engine.

The tests of an example share its stack.
"""

import csv
import urllib.request

import pytest

from tests.endtoend.conftest import children
from tests.pulumi_cli import needs_cli

CASES = {
    "breast-cancer": ("diagnosis-api", "diagnosis", "data/biopsies.csv"),
    "diabetes": ("progression-api", "progression", "data/patients.csv"),
    "digits": ("digit-api", "digit", "data/digits.csv"),
}


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in CASES])
def served(request, make_lasting_workspace):
    """An example that was brought up from nothing: its name, its workspace and what `up` said."""
    workspace = make_lasting_workspace(request.param)
    return request.param, workspace, workspace.mw("up", request.param, "--yes", "--json").json


def test_up_and_predict(served):
    example, workspace, document = served
    endpoint, target, data = CASES[example]
    assert document["version"] == 1
    assert document["diagnostics"] == [] or all(item["severity"] != "error" for item in document["diagnostics"])
    url = document["outputs"]["endpoints"][endpoint]["url"]
    model = document["outputs"]["models"][target]
    assert model["metrics"] and all(gate["passed"] for gate in model["gates"])
    assert urllib.request.urlopen(f"{url}/ping", timeout=5).status == 200

    with (workspace.root / example / data).open() as file:
        rows = list(csv.DictReader(file))[:20]
    truth = [row.pop(target) for row in rows]
    with (workspace.root / "rows.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != "sample_id"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    predictions = workspace.mw("predict", example, "--data", "rows.csv", "--json").json["predictions"]
    got = [item["prediction"] for item in predictions]
    if example == "diabetes":
        assert sum(abs(float(a) - float(b)) for a, b in zip(got, truth, strict=True)) / 20 < 80
    else:
        assert sum(str(a) == b for a, b in zip(got, truth, strict=True)) >= 18
        assert abs(sum(predictions[0]["probabilities"].values()) - 1) < 1e-6

    # The table of the training itself, with its target, identifiers and ways of writing a missing value.
    whole = workspace.mw("predict", example, "--data", f"{example}/{data}", "--json").json["predictions"]
    with (workspace.root / example / data).open() as file:
        assert len(whole) == sum(1 for _ in csv.DictReader(file))
    assert [item["prediction"] for item in whole[:20]] == pytest.approx(got)
    assert [item.keys() for item in whole[:20]] == [item.keys() for item in predictions]


def test_a_second_up_changes_nothing(served):
    example, workspace, document = served
    again = workspace.mw("up", example, "--yes", "--json").json
    assert (again["applied"], again["changes"], again["outputs"]) == (False, [], document["outputs"])
    workspace.mw("plan", example, "--expect-no-changes")


def test_a_handed_over_stack_has_no_changes(served):
    needs_cli()
    example, workspace, document = served
    endpoint = CASES[example][0]
    pid = workspace.mw("status", example, "--json").json["endpoints"][endpoint]["pid"]
    given = workspace.mw("handover", example, "--to", "pulumi", "--json").json
    assert given["moved"] and len(given["resources"]) == 4
    same = workspace.mw("up", example, "--engine", "pulumi", "--yes", "--json").json
    # What `up` has previewed is what a plan would show; the whole way on the Pulumi engine asks `plan` as well.
    assert (same["applied"], same["changes"], same["outputs"]) == (False, [], document["outputs"])

    back = workspace.mw("handover", example, "--to", "embedded", "--json").json
    assert back["moved"] and back["resources"] == given["resources"]
    workspace.mw("plan", example, "--expect-no-changes")
    unmoved = workspace.mw("handover", example, "--to", "embedded").out
    assert unmoved == f"the embedded engine already keeps 4 resources of {example}/local\n"
    assert workspace.mw("status", example, "--json").json["endpoints"][endpoint]["pid"] == pid


def test_destroy_leaves_nothing(served):
    """The last one of an example: it ends the stack."""
    example, workspace, _ = served
    removed = workspace.mw("destroy", example, "--yes")
    assert "Kept" in removed.out
    assert children(workspace) == []


@pytest.mark.parametrize("example", CASES)
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_cloud_environments_are_planned_without_credentials(example, environment, make_workspace):
    workspace = make_workspace(example)
    document = workspace.mw("plan", example, "--env", environment, "--json").json
    changes = document["changes"]
    assert [(item["code"], item["severity"]) for item in document["diagnostics"]][-1:] == [("O007", "note")]
    kinds = {change["address"].rpartition(".")[0] for change in changes}
    assert {"s3.Bucket", "iam.Role", "sagemaker.TrainingJob", "sagemaker.Model"} <= kinds
    assert {"sagemaker.EndpointConfiguration", "sagemaker.Endpoint"} <= kinds
    assert {change["action"] for change in changes} == {"create"}


def test_nothing_else_is_done_to_a_cloud_without_pulumi(make_workspace):
    workspace = make_workspace("diabetes")
    words = ("diabetes", "--env", "prod")
    assert workspace.mw("up", *words, "--yes", code=None).code in (2, 4)
    for command in (["logs"], ["predict", "--data", "diabetes/modelwright.yaml"]):
        refused = workspace.mw(command[0], *words, *command[1:], "--json", code=4).json
        assert [item["code"] for item in refused["diagnostics"]] == ["O001"]
    refused = workspace.mw("destroy", *words, "--yes", "--json", code=4).json
    assert refused["diagnostics"][-1]["code"] in ("P020", "P025"), "no CLI, or nobody who has logged in"
    assert "Pulumi" in workspace.mw("status", *words).out


def test_what_does_not_exist_is_not_destroyed(make_workspace):
    workspace = make_workspace("diabetes")
    for command in (["destroy", "--yes", "--purge"], ["status"], ["logs"], ["predict", "--data", "modelwright.toml"]):
        (workspace.root / "modelwright.toml").write_text("# one\n# two\n")
        unknown = workspace.mw(command[0], "diabetes", "--env", "prdo", *command[1:], code=2)
        assert "C001" in unknown.err and "did you mean `prod`?" in unknown.err
        changed = workspace.mw(command[0], "diabetes", *command[1:], "models.nope.x=3", code=2)
        assert "U001" in changed.err and "takes no overrides" in changed.err
    outside = workspace.mw("destroy", "diabetes", "--env", "../../x", "--yes", code=2)
    assert "C001" in outside.err
