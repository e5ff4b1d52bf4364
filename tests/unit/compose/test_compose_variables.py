"""`${env:NAME}`: what is declared is read, nothing else is, and the value shows where it came from."""

import pytest
from compose_bench import at, bad, build, chain, good, run

from compiler.operations import validate
from compiler.operations.workspace import open_many, validate_many
from compiler.pipeline import Session, compile_session, compose_stack, open_session

HEAD = "environments: {prod: {}}\n"
SPEC = """\
project: churn
env: {OWNER: {default: growth}, TREES: {type: integer, default: 200}}
owner: ${env:OWNER}
datasets: {d: {source: d.csv, columns: {a: integer, b: boolean}}}
models:
  m:
    dataset: d
    target: b
    estimator: sklearn.ensemble.RandomForestClassifier
    params: {n_estimators: "${env:TREES}"}
environments: {prod: {}}
"""


def test_a_variable_is_text_unless_a_type_is_declared(tmp_path):
    build(
        tmp_path,
        HEAD
        + "env: {A: , B: {type: integer}, C: {type: number}, D: {type: boolean}, E: {type: number}}\n"
        + "x-all: ['${env:A}', '${env:B}', '${env:C}', '${env:D}', '${ env:E }', 'b${env:B}-${env:D}']\n"
        + "description: ${x-all}\n",
    )
    given = {"A": "0123", "B": "-42", "C": "1e-3", "D": "true", "E": "7"}
    assert at(good(tmp_path, variables=given), "description") == ["0123", -42, 0.001, True, 7, "b-42-true"]


def test_a_default_stands_in(tmp_path):
    build(tmp_path, HEAD + "env:\n  A: {default: x}\nowner: ${env:A}\ndescription: a ${env:A} b\n")
    composed = good(tmp_path)
    assert (at(composed, "owner"), at(composed, "description")) == ("x", "a x b")
    assert chain(composed, "owner") == ["variable modelwright.yaml:3:16", "spec modelwright.yaml:4:8"]
    assert at(good(tmp_path, variables={"A": ""}), "owner") == ""


def test_the_layer_of_a_variable_tells_its_value_and_the_line_that_refers_to_it_still_counts(tmp_path):
    build(tmp_path, HEAD + "env: [A]\nowner: ${env:A}\n")
    layers = good(tmp_path, variables={"A": "me"}).sources.chain(("owner",))
    assert [(str(layer.kind), str(layer.location), layer.value) for layer in layers] == [
        ("variable", "modelwright.yaml:2:7", "me"),
        ("spec", "modelwright.yaml:3:8", "${env:A}"),
    ]


def test_a_variable_serves_conf_and_overrides_too(tmp_path):
    build(tmp_path, HEAD + "env: [REGION]\n", env__prod="# @package platform\ntarget: aws\nregion: ${env:REGION}\n")
    given = {"REGION": "eu-north-1"}
    composed = good(tmp_path, "owner=${env:REGION}", variables=given)
    assert at(composed, "platform", "region") == at(composed, "owner") == "eu-north-1"


def test_a_value_is_not_looked_into(tmp_path):
    build(tmp_path, HEAD + "env: [A]\nowner: ${env:A}\ndescription: ${owner}\n")
    for text in ("${project}", "${env:HOME}", "\\\\${x}", "???", "{a: 1}"):
        composed = good(tmp_path, variables={"A": text, "HOME": "/secret"})
        assert at(composed, "owner") == at(composed, "description") == text


def test_only_variables_that_are_used_must_be_set(tmp_path):
    build(tmp_path, "environments: {prod: {owner: '${env:A}'}, dev: {}}\nenv: [A]\nowner: x\n")
    assert at(good(tmp_path, env="dev"), "owner") == "x"
    assert bad(tmp_path, env="prod") == [("C032", "modelwright.yaml:1:30")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("env: 3", ("C030", "modelwright.yaml:2:6")),
        ("env: [1]", ("C030", "modelwright.yaml:2:7")),
        ("env: [A, A]", ("C030", "modelwright.yaml:2:10")),
        ("env: [a-b]", ("C030", "modelwright.yaml:2:7")),
        ("env: {A: x}", ("C030", "modelwright.yaml:2:10")),
        ("env: {A: {defalt: x}}", ("C030", "modelwright.yaml:2:11")),
        ("env: {A: {type: int}}", ("C030", "modelwright.yaml:2:17")),
        ("env: {A: {default: 3}}", ("C030", "modelwright.yaml:2:20")),
        ("env: {A: {type: integer, default: 3.5}}", ("C030", "modelwright.yaml:2:35")),
        ("env: {A: {type: integer, default: true}}", ("C030", "modelwright.yaml:2:35")),
        ("env: {A: {default: '${owner}'}}", ("C030", "modelwright.yaml:2:20")),
        ("env: [MODELWRIGHT_SECRET_TOKEN]", ("C030", "modelwright.yaml:2:7")),
        ("owner: ${env:HOME}", ("C031", "modelwright.yaml:2:8")),
        ("env: [HOMES]\nowner: ${env:HOME}", ("C031", "modelwright.yaml:3:8")),
        ("env: [UNSET]\nowner: ${env:UNSET}", ("C032", "modelwright.yaml:3:8")),
        ("env: [BELL]\nowner: a ${env:BELL}", ("C033", "modelwright.yaml:3:8")),
        ("env: [LINES]\nowner: ${env:LINES}", ("C033", "modelwright.yaml:3:8")),
        ("env: [BYTES]\nowner: ${env:BYTES}", ("C033", "modelwright.yaml:3:8")),
        ("env: [LONG]\nowner: ${env:LONG}", ("C033", "modelwright.yaml:3:8")),
        ("env: {HOME: {type: integer}}\nowner: ${env:HOME}", ("C033", "modelwright.yaml:3:8")),
        ("env: {HOME: {type: number}}\nowner: ${env:HOME}", ("C033", "modelwright.yaml:3:8")),
        ("env: {SURE: {type: boolean}}\nowner: ${env:SURE}", ("C033", "modelwright.yaml:3:8")),
        ("env: {BIG: {type: number}}\nowner: ${env:BIG}", ("C033", "modelwright.yaml:3:8")),
    ],
)
def test_what_is_refused(tmp_path, text, expected):
    build(tmp_path, HEAD + text + "\n")
    odd = {"HOME": "/home/me", "BELL": "a\x07", "LINES": "a\nb", "BYTES": "\udcff", "LONG": "x" * 10_001}
    assert bad(tmp_path, variables={**odd, "SURE": "yes", "BIG": "1e999"}) == [expected]


def test_environments_do_not_declare(tmp_path):
    build(tmp_path, "environments: {prod: {env: [A]}}\n")
    assert bad(tmp_path) == [("C004", "modelwright.yaml:1:23")]


def test_no_message_tells_a_value(tmp_path):
    build(tmp_path, HEAD + "env: {A: {type: integer}}\nowner: ${env:A}\n")
    assert "hush" not in repr(run(tmp_path, variables={"A": "hush"}).diagnostics)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "modelwright.yaml").write_text(SPEC)
    (tmp_path / "d.csv").write_text("a,b\n" + "".join(f"{i},{'true' if i % 2 else 'false'}\n" for i in range(20)))
    return tmp_path


def opened(root):
    return open_session(root, None, "local").value


def test_the_process_environment_is_taken_up_when_a_session_is_opened(project, monkeypatch):
    monkeypatch.setenv("OWNER", "platform")
    session = opened(project)
    monkeypatch.setenv("OWNER", "later")
    assert compose_stack(session).value.tree["owner"] == "platform"
    assert "platform" not in repr(session)


def test_a_changed_value_makes_compiled_output_stale(project, monkeypatch):
    assert not compile_session(opened(project), ("local",)).failed
    assert not compile_session(opened(project), ("local",), check=True).failed
    monkeypatch.setenv("TREES", "300")
    assert {item.code for item in compile_session(opened(project), ("local",), check=True).diagnostics} == {"E004"}


def test_what_is_remembered_depends_on_declared_variables_alone(project, monkeypatch):
    assert validate(opened(project)).value == ("local", "prod")
    (record,) = (project / ".modelwright/cache/fresh").iterdir()
    written = record.stat().st_mtime_ns
    monkeypatch.setenv("SOMETHING_ELSE", "1")
    validate(opened(project))
    assert record.stat().st_mtime_ns == written
    monkeypatch.setenv("TREES", "-1")
    assert {item.code for item in validate(opened(project)).diagnostics} == {"V053"}
    monkeypatch.setenv("TREES", "31415926")  # in no digest, as a short number would be now and then
    validate(opened(project))
    assert record.stat().st_mtime_ns != written and "31415926" not in record.read_text()


def test_a_workspace_of_many_projects_has_the_same_variables(project, monkeypatch):
    monkeypatch.setenv("TREES", "-1")
    (outcome,) = validate_many(open_many(project).value, lambda done, of: None)
    assert {item.code for item in outcome.checked.diagnostics} == {"V053"}


def test_without_an_environment_nothing_is_read():
    assert Session.__dataclass_fields__["variables"].default_factory() == {}
