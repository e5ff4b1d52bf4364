"""`impact` over a workspace of two projects: files, values, references, and what nothing reads."""

import json

import pytest

from compiler.cli.run import run

SPEC = """\
project: {name}
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns: {{tenure: integer, churned: boolean}}
models:
  churn:
    dataset: customers
    target: churned
    estimator: sklearn.tree.DecisionTreeClassifier
    params: {{max_depth: {depth}}}
serving:
  churn-api: {{model: churn}}
environments:
  dev: {{models: {{churn: {{params: {{max_depth: 5}}}}}}}}
"""
ROWS = "tenure,churned\n1,true\n24,false\n"


@pytest.fixture
def mw(tmp_path, capsys):
    for name, depth in (("one", "3"), ("two", '"${x-depth}"\nx-depth: 4')):
        folder = tmp_path / name
        folder.mkdir()
        head, _, below = depth.partition("\n")
        (folder / "modelwright.yaml").write_text(f"{below}\n" + SPEC.format(name=name, depth=head))
        (folder / "customers.csv").write_text(ROWS)
    (tmp_path / "conf" / "compute").mkdir(parents=True)
    (tmp_path / "conf" / "compute" / "small.yaml").write_text(
        "cpus: 1\ninstance: ml.m5.large\nserving_instance: ml.m5.large\nvolume_gb: 10\n"
    )

    def call(*words):
        code = run(["-C", str(tmp_path), "impact", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def direct(document, project, environment):
    """Addresses and inputs of the resources that carry what is asked about."""
    (stack,) = [item for item in document["stacks"] if (item["project"], item["environment"]) == (project, environment)]
    return {item["address"]: item["inputs"] for item in stack["resources"] if not item["follows"]}


def following(document, project, environment):
    (stack,) = [item for item in document["stacks"] if (item["project"], item["environment"]) == (project, environment)]
    return [item["address"] for item in stack["resources"] if item["follows"]]


def stacks(document):
    return [(stack["project"], stack["environment"]) for stack in document["stacks"] if stack["resources"]]


def test_data_reaches_the_projects_that_name_it(mw):
    code, document = mw("one/customers.csv")
    assert code == 0 and stacks(document) == [("one", "local"), ("one", "dev")]
    assert direct(document, "one", "local") == {
        "Dataset.customers": ["digest", "source"],
        "TrainingRun.churn": ["dataset_digest"],
    }
    assert following(document, "one", "local") == ["ModelVersion.churn", "Endpoint.churn-api"]


def test_a_template_reaches_what_it_prints(mw):
    code, document = mw("<modelwright>/templates/local/endpoint.py.j2")
    assert code == 0 and stacks(document) == [("one", "local"), ("two", "local")]
    assert direct(document, "one", "local") == {"Endpoint.churn-api": []}
    assert [stack["files"] for stack in document["stacks"]] == [["__main__.py"]] * 2
    _, document = mw("<modelwright>/templates/jobs/training.json.j2", "--env", "local")
    assert list(direct(document, "one", "local")) == ["TrainingRun.churn"]
    _, document = mw("<modelwright>/templates/local/program.py.j2")
    assert len(direct(document, "one", "local")) == 4


def test_a_shared_default_reaches_what_carries_it(mw):
    code, document = mw("conf/compute/small.yaml")
    assert code == 0 and len(document["stacks"]) == 4
    assert direct(document, "two", "local") == {"TrainingRun.churn": ["definition.limits.threads"]}


def test_a_file_of_the_workspace_that_would_hide_one_of_the_product(mw):
    code, document = mw("conf/policy/standard.yaml")
    assert code == 0 and "cloudwatch.LogGroup.churn-api" in direct(document, "one", "dev")


def test_a_value_reaches_what_carries_it_where_it_counts(mw):
    code, document = mw("models.churn.params.max_depth")
    assert code == 0 and len(stacks(document)) == 4
    code, document = mw("one", "models.churn.params.max_depth", "--env", "local")
    assert direct(document, "one", "local") == {"TrainingRun.churn": ["definition.params.max_depth"]}
    _, document = mw("one", "serving.churn-api.scale", "--env", "local")
    assert document["counts"] == {"resources": 0, "stacks": 0, "projects": 0}


def test_references_are_followed(mw):
    code, document = mw("models.churn.params", "--env", "local")
    assert code == 0 and len(stacks(document)) == 2
    code, document = mw("x-depth", "--env", "local")
    assert code == 0 and stacks(document) == [("two", "local")]
    assert direct(document, "two", "local") == {"TrainingRun.churn": ["definition.params.max_depth"]}


def test_what_nothing_reads_changes_nothing(mw, tmp_path, capsys):
    (tmp_path / "notes.md").write_text("hello")
    code, document = mw("notes.md")
    assert code == 0 and document["stacks"] == []
    assert run(["-C", str(tmp_path), "impact", "notes.md"]) == 0
    assert capsys.readouterr().out == "Nothing reads `notes.md`: no project would change.\n"


def test_folders_mean_all_that_is_below(mw):
    everything = mw(".")[1]
    assert len(stacks(everything)) == 4
    assert mw("one")[1]["counts"] == mw("one/")[1]["counts"] != everything["counts"]
    assert stacks(mw("conf")[1]) == stacks(mw("conf/compute/small.yaml")[1])
    assert mw("")[1]["diagnostics"][0]["code"] == "U001"


def test_what_is_nowhere_is_refused(mw):
    code, document = mw("one/customer.csv")
    assert code == 2 and document["diagnostics"][0]["code"] == "U010"
    code, document = mw("models.churn.params.max_deep")
    assert code == 2 and document["diagnostics"][0]["code"] == "O010"
    assert document["diagnostics"][0]["hint"] == "did you mean `models.churn.params.max_depth`?"


def test_a_project_with_mistakes_hides_no_other(mw, tmp_path):
    spec = tmp_path / "one" / "modelwright.yaml"
    spec.write_text(spec.read_text().replace("target: churned", "target: churn"))
    code, document = mw("conf/compute/small.yaml")
    assert code == 2 and stacks(document)[0][0] == "two"
    assert {item["file"] for item in document["diagnostics"]} == {"one/modelwright.yaml"}
