"""`explain` of values: layers, defaults, references, what is below, and the lines that were really compiled."""

import json
from pathlib import Path

import pytest

from compiler.cli.run import run

SPEC = """\
project: churn
owner: growth-ml
x-depth: 3
datasets:
  customers:
    source: customers.csv
    columns:
      tenure: integer
      "a.b": number
      churned: boolean
    checks: [rows >= 200]
models:
  churn:
    dataset: customers
    target: churned
    estimator: sklearn.tree.DecisionTreeClassifier
    params: {max_depth: "${x-depth}", min_samples_leaf: 2}
    gates: [accuracy >= 0.1]
serving:
  churn-api: {model: churn}
environments:
  dev:
    models: {churn: {params: {min_samples_leaf: 4}}}
    serving: {churn-api: {scale: {max: 3, target_rps: 9}}}
"""


@pytest.fixture
def mw(tmp_path, capsys):
    (tmp_path / "modelwright.yaml").write_text(SPEC)
    (tmp_path / "customers.csv").write_text("tenure,a.b,churned\n1,0,true\n24,1,false\n")

    def call(*words):
        code = run(["-C", str(tmp_path), *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def lines(document, root):
    """Each carrier with the text of its line in the compiled file."""
    return {
        (item["address"], item["input"]): (root / item["file"]).read_text().splitlines()[item["line"] - 1].strip()
        for item in document["resources"]
    }


def test_layers_environments_and_overrides(mw):
    path = "models.churn.params.min_samples_leaf"
    _, document = mw("explain", path)
    assert (document["value"], [item["kind"] for item in document["chain"]]) == (2, ["spec"])
    _, document = mw("explain", path, "--env", "dev", f"{path}=7")
    assert [(item["kind"], item["value"]) for item in document["chain"]] == [
        ("spec", 2), ("environment", 4), ("override", 7),
    ]  # fmt: skip
    assert document["chain"][1]["location"] == "modelwright.yaml:23:49"
    assert all(item["file"].startswith(".modelwright/build/churn.dev/") for item in document["resources"])


def test_lines_are_those_of_the_compiled_files(mw, tmp_path):
    assert mw("explain", "models.churn.params.max_depth")[1]["stale"]
    assert mw("compile")[0] == 0
    _, document = mw("explain", "models.churn.params.max_depth")
    assert not document["stale"]
    assert lines(document, tmp_path) == {
        ("TrainingRun.churn", "definition.params.max_depth"): '"params": {"max_depth": 3, "min_samples_leaf": 2},'
    }
    _, document = mw("explain", "datasets.customers.columns.tenure")
    assert lines(document, tmp_path) == {
        ("Dataset.customers", "columns.tenure"): '{"name": "tenure", "type": "integer"},',
        ("TrainingRun.churn", "definition.dataset.columns.tenure"): '{"name": "tenure", "type": "integer"},',
    }
    _, document = mw("explain", "serving.churn-api.scale.max", "--env", "dev")
    assert lines(document, tmp_path)["appautoscaling.Target.churn-api", "maxCapacity"] == "max_capacity=3,"
    _, document = mw("explain", "models.churn.gates[0]")
    assert lines(document, tmp_path)["TrainingRun.churn", "definition.gates[0]"] == "{"
    (tmp_path / "stacks/churn/local/jobs/churn.json").write_text("{}\n")
    assert mw("explain", "models.churn.params.max_depth")[1]["stale"]


def test_references_both_ways(mw):
    _, document = mw("explain", "models.churn.params.max_depth")
    assert document["value"] == 3 and document["chain"][0]["value"] == "${x-depth}"
    assert [item["path"] for item in document["refers"]] == ["x-depth"]


def test_containers_list_what_is_in_them(mw):
    _, document = mw("explain", "models.churn.params")
    assert [(item["path"], item["value"]) for item in document["children"]] == [
        ("models.churn.params.max_depth", 3),
        ("models.churn.params.min_samples_leaf", 2),
    ]
    assert document["children"][1]["location"] == "modelwright.yaml:17:57"
    _, document = mw("explain", "datasets.customers.checks")
    assert [item["path"] for item in document["children"]] == ["datasets.customers.checks[0]"]


def test_defaults_that_no_file_sets(mw, tmp_path):
    _, document = mw("explain", "models.churn.split.test")
    assert (document["value"], document["chain"]) == (0.2, [])
    assert [item["input"] for item in document["resources"]] == ["definition.split.test"]
    assert mw("explain", "models.churn.metrics")[1]["value"] == ["roc_auc", "log_loss"]


def test_unknown_paths_get_the_nearest(mw):
    def hint(path):
        code, document = mw("explain", ".", path)
        assert code == 2 and document["diagnostics"][0]["code"] == "O006"
        return document["diagnostics"][0]["hint"]

    assert hint("models.chrun.params.max_depth") == "did you mean `models.churn.params.max_depth`?"
    assert hint("serving.churn-api.port.x") == "it is a single value: ask for `serving.churn-api.port`"
    assert hint("environments.dev.models.churn") == (
        "environments are composed: ask for `models.churn` with `--env dev`"
    )


def test_a_project_that_does_not_compile_is_explained_as_far_as_it_goes(mw, tmp_path):
    spec = tmp_path / "modelwright.yaml"
    spec.write_text(spec.read_text().replace("target: churned", "target: churn"))
    code, document = mw("explain", "models.churn.target")
    assert code == 0 and document["value"] == "churn" and not document["sound"] and document["resources"] == []


def test_the_text_is_short(mw, tmp_path, capsys):
    columns = "".join(f"      c{at}: number\n" for at in range(40))
    spec = Path(tmp_path / "modelwright.yaml")
    spec.write_text(spec.read_text().replace('      "a.b": number\n', columns))
    assert run(["-C", str(tmp_path), "explain", "datasets.customers.columns"]) == 0
    out = capsys.readouterr().out
    assert "… and 22 more" in out and len(out.splitlines()) < 40
