"""A spec that is spread over files: what is merged, where values stand, what is refused."""

import os

import pytest

from compiler.load import load_spec
from compiler.model.workspace import ProjectFile
from compiler.operations import validate
from compiler.pipeline import compose_stack, open_session

PROJECT = ProjectFile("churn/modelwright.yaml", "churn")


def write(root, **files):
    """`models__churn="…"` is `churn/models/churn.yaml`."""
    for name, text in files.items():
        path = root / "churn" / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def load(root):
    """The document, which must be without any diagnostic."""
    checked = load_spec(root, PROJECT)
    assert checked.diagnostics == ()
    return checked.value


def told(root):
    """The diagnostics."""
    checked = load_spec(root, PROJECT)
    assert checked.value is None
    return [(item.code, str(item.location)) for item in checked.diagnostics]


def test_mappings_merge_and_values_keep_their_places(tmp_path):
    write(
        tmp_path,
        modelwright="project: churn\ninclude: [models/a.yaml, models/b.yml.yaml]\nmodels: {a: {target: x}}\n",
        models__a="include: [models/c.yaml]\nmodels:\n  a: {params: {n: 1}}\n",
        **{"models__b.yml": "models: {b: {target: y}}\n", "models__c": "environments: {prod: {owner: z}}\n"},
    )
    document = load(tmp_path)
    assert document.tree == {
        "project": "churn",
        "models": {"a": {"target": "x", "params": {"n": 1}}, "b": {"target": "y"}},
        "environments": {"prod": {"owner": "z"}},
    }
    place = lambda *path: str(document.marks[path].value)  # noqa: E731
    assert place("models") == "churn/modelwright.yaml:3:9"
    assert place("models", "a", "params", "n") == "churn/models/a.yaml:3:19"
    assert place("environments", "prod", "owner") == "churn/models/c.yaml:1:30"
    assert sorted(document.included) == ["churn/models/a.yaml", "churn/models/b.yml.yaml", "churn/models/c.yaml"]
    assert all(digest.startswith("sha256:") for digest in document.included.values())


def test_every_path_has_a_mark(tmp_path):
    write(tmp_path, modelwright="include: [a.yaml]\nb: [1, {c: 2}]\n", a="d: {e: [3, [4]]}\n")
    document = load(tmp_path)

    def walk(value, path):
        assert path in document.marks
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            walk(item, (*path, key))

    walk(document.tree, ())


def test_a_file_without_include_is_read_as_ever(tmp_path):
    write(tmp_path, modelwright="project: churn\n", other="a: [")
    assert load(tmp_path).included == {}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("3", "L030"),
        ("''", "L030"),
        ("'${project}.yaml'", "L030"),
        ("'*.yaml'", "L030"),
        ("a.json", "L030"),
        ("../churn/a.yaml", "L031"),
        ("/etc/a.yaml", "L031"),
        ("~/a.yaml", "L031"),
        ("'b\\a.yaml'", "L031"),
        ("link.yaml", "L031"),
        ("nope.yaml", "L032"),
        ("folder.yaml", "L032"),
        ("pipe.yaml", "L032"),
        ("a.yaml, a.yaml", "L033"),
        ("a.yaml, ./a.yaml", "L033"),
        ("a.yaml, same.yaml", "L033"),
        ("modelwright.yaml", "L033"),
        ("broken.yaml", "L005"),
        ("empty.yaml", "L016"),
        ("owner.yaml", "L035"),
        ("name.yaml", "L036"),
    ],
)
def test_what_is_refused(tmp_path, entry, code):
    write(tmp_path, modelwright=f"project: churn\nowner: x\ninclude: [{entry}]\n", a="b: 1\n", broken="a: [")
    write(tmp_path, empty="", owner="owner: y\n", name="project: y\n")
    (tmp_path / "outside.yaml").write_text("c: 1\n")
    (tmp_path / "churn/link.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "churn/same.yaml").symlink_to("a.yaml")
    (tmp_path / "churn/folder.yaml").mkdir()
    os.mkfifo(tmp_path / "churn/pipe.yaml")
    assert [found for found, _ in told(tmp_path)] == [code]


def test_too_many_files_are_told_once(tmp_path):
    names = [f"p{number}" for number in range(110)]
    write(tmp_path, modelwright=f"include: [{', '.join(f'{name}.yaml' for name in names)}]\n")
    write(tmp_path, **{name: f"{name}: 1\n" for name in names})
    assert [code for code, _ in told(tmp_path)] == ["L034"]


def test_too_many_values_in_all(tmp_path):
    write(tmp_path, modelwright="include: [a.yaml, b.yaml]\n")
    for name in "ab":
        write(tmp_path, **{name: f"{name}: [{'1,' * 60_000} 1]\n"})
    assert told(tmp_path) == [("L034", "churn/b.yaml:1:1")]


def test_a_file_that_repeats_another_is_not_told_without_end(tmp_path):
    text = "".join(f"k{number}: 1\n" for number in range(1000))
    write(tmp_path, modelwright="include: [a.yaml, b.yaml]\n", a=text, b=text)
    assert len(told(tmp_path)) == 50


SPEC = """\
project: churn
owner: me
include: [models.yaml]
datasets: {d: {source: d.csv, columns: {a: integer, b: boolean}}}
"""
MODELS = """\
models:
  m: {dataset: d, target: b, estimator: sklearn.linear_model.LogisticRegression, params: {max_iter: 100}}
environments: {prod: {platform: {region: eu-north-1}}}
"""


@pytest.fixture
def session(tmp_path):
    write(tmp_path, modelwright=SPEC, models=MODELS)
    (tmp_path / "churn/d.csv").write_text("a,b\n1,true\n2,false\n")
    (tmp_path / "modelwright.toml").write_text("")
    return open_session(tmp_path, "churn", "prod").value


def test_environments_may_stand_in_an_included_file(session):
    composed = compose_stack(session).value
    assert composed.environments == ("local", "prod") and composed.tree["platform"]["region"] == "eu-north-1"
    assert str(composed.sources.locate(("models", "m", "target"))) == "churn/models.yaml:2:27"


def test_what_is_remembered_depends_on_included_files(session):
    assert validate(session).value == ("local", "prod")
    path = session.workspace.root / "churn/models.yaml"
    path.write_text(MODELS.replace("target: b", "target: c"))
    assert "V030" in {item.code for item in validate(session).diagnostics}
