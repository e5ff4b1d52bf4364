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
    changes = workspace.mw("plan", example, "--env", environment, "--json").json["changes"]
    kinds = {change["address"].rpartition(".")[0] for change in changes}
    assert {"s3.Bucket", "iam.Role", "sagemaker.TrainingJob", "sagemaker.Model"} <= kinds
    assert {"sagemaker.EndpointConfiguration", "sagemaker.Endpoint"} <= kinds
    assert {change["action"] for change in changes} == {"create"}
    assert workspace.mw("up", example, "--env", environment, "--yes", code=None).code in (2, 4)
