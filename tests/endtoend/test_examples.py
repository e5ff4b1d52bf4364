"""Every example, from its YAML to a prediction, and what a second look finds."""

import csv
import urllib.request

import pytest

CASES = {
    "breast-cancer": ("diagnosis-api", "diagnosis", "data/biopsies.csv"),
    "diabetes": ("progression-api", "progression", "data/patients.csv"),
    "digits": ("digit-api", "digit", "data/digits.csv"),
}


@pytest.mark.parametrize("example", CASES)
def test_up_predict_destroy(example, make_workspace):
    endpoint, target, data = CASES[example]
    workspace = make_workspace(example)

    document = workspace.mw("up", example, "--yes", "--json").json
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

    again = workspace.mw("up", example, "--yes", "--json").json
    assert [change for change in again["changes"] if change["action"] != "same"] == []
    workspace.mw("plan", example, "--expect-no-changes")

    removed = workspace.mw("destroy", example, "--yes")
    assert "Kept" in removed.out
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{url}/ping", timeout=5)


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
    assert workspace.mw("up", example, "--env", environment, "--yes", code=None).code in (2, 4)
    for command in (["logs"], ["predict", "--data", f"{example}/modelwright.yaml"]):
        refused = workspace.mw(command[0], example, "--env", environment, *command[1:], "--json", code=4).json
        assert [item["code"] for item in refused["diagnostics"]] == ["O001"]
    refused = workspace.mw("destroy", example, "--env", environment, "--yes", "--json", code=4).json
    assert refused["diagnostics"][-1]["code"] in ("P020", "P025"), "no CLI, or nobody who has logged in"
    assert "Pulumi" in workspace.mw("status", example, "--env", environment).out


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
