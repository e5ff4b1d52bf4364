"""Merging: which layer wins, what is deleted, and where each value is said to come from."""

import pytest
from compose_bench import SPEC, at, bad, build, chain, good, run
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.compose import compose, list_environments
from compiler.load import find_workspace, load_document, load_text
from compiler.model.workspace import ProjectFile

CONF = "<modelwright>/conf"


def test_the_environment_wins_over_the_spec_over_the_platform(tmp_path):
    build(tmp_path, SPEC + "platform: {region: us-east-1}\n")
    composed = good(tmp_path)
    assert at(composed, "models", "churn", "params") == {"max_depth": 9}
    assert chain(composed, "models", "churn", "params", "max_depth") == [
        "spec modelwright.yaml:6:76",
        "environment modelwright.yaml:11:42",
    ]
    assert at(composed, "platform", "region") == "us-east-1"
    assert chain(composed, "platform", "region") == [
        f"platform {CONF}/config.yaml:11:11",
        f"platform {CONF}/env/prod.yaml:5:9",
        "spec modelwright.yaml:13:20",
    ]


def test_a_command_line_wins_over_all(tmp_path):
    build(tmp_path)
    composed = good(tmp_path, "owner=x", "models.churn.params.max_depth=12")
    assert at(composed, "models", "churn", "params", "max_depth") == 12
    assert chain(composed, "models", "churn", "params", "max_depth")[-1] == "override <command line>:1:39"


def test_null_in_an_environment_takes_back(tmp_path):
    spec = SPEC.replace("api: {", "api: {scale: {max: 4}, ")
    build(tmp_path, spec.replace("dev:", "dev: {serving: {api: {scale: {max: null}}}}"))
    assert "gates" not in at(good(tmp_path), "models", "churn")
    assert at(good(tmp_path), "serving", "api", "scale") == {"max": 4, "min": 1}
    assert at(good(tmp_path, env="dev"), "serving", "api", "scale") == {"max": 1, "min": 1}


def test_lists_replace_and_keep_the_places_of_their_items(tmp_path):
    build(tmp_path, SPEC.replace("gates: null", "gates: [c >= 3]"))
    composed = good(tmp_path)
    assert at(composed, "models", "churn", "gates") == ["c >= 3"]
    assert len(chain(composed, "models", "churn", "gates")) == 2
    assert chain(composed, "models", "churn", "gates", 0) == ["environment modelwright.yaml:11:54"]
    assert chain(composed, "models", "churn", "gates", 1) == []


def test_a_container_keeps_its_first_definition(tmp_path):
    build(tmp_path)
    composed = good(tmp_path, "models.churn.params.x=1")
    assert chain(composed, "models", "churn", "params") == ["spec modelwright.yaml:6:64"]
    assert chain(composed, "models", "churn", "train") == [f"platform {CONF}/config.yaml:18:3"]
    assert chain(composed) == ["spec modelwright.yaml:1:1"]


def test_defaults_go_under_every_model_and_serving_entry(tmp_path):
    build(tmp_path)
    composed = good(tmp_path, "+models.new.target=a")
    for name in ("churn", "new"):
        assert at(composed, "models", name, "train") == {"timeout": "30m", "compute": "small"}
    assert at(composed, "serving", "api") == {
        "model": "churn",
        "mode": "realtime",
        "compute": "small",
        "scale": {"min": 1, "max": 1},
        "rollout": {"strategy": "all_at_once"},
    }
    assert set(composed.tree) == {"project", "owner", "datasets", "models", "serving", "platform"}


def test_every_path_of_the_tree_has_a_layer(tmp_path):
    build(tmp_path)
    composed = good(tmp_path, "+models.new.gates=[a, {b: c}]")

    def walk(value, path):
        assert composed.sources.chain(path), path
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            walk(item, (*path, key))

    walk(composed.tree, ())


def test_environments_are_listed_local_first():
    document = load_text(b"environments: {prod: {}, local: {}, dev: }", "a").value
    assert list_environments(document) == ("local", "prod", "dev")
    for text in (b"a: 1", b"environments: [a]", b"environments:"):
        assert list_environments(load_text(text, "a").value) == ("local",)


def test_extension_keys_are_dropped_after_use(tmp_path):
    build(tmp_path, "x-depth: 4\n" + SPEC.replace("max_depth: 3", "max_depth: '${x-depth}'"))
    composed = good(tmp_path, env="dev")
    assert at(composed, "models", "churn", "params", "max_depth") == 4 and "x-depth" not in composed.tree


EXTENDED = """\
project: churn
x-shared: {rows: 500}
datasets:
  customers:
    source: a.csv
    columns: {x-ray: integer, a: integer}
    x-least: "${x-shared.rows}"
    checks: ["rows >= ${..x-least}"]
models:
  x-churn: {dataset: customers, x-note: [1], params: {x-a: {x-b: 1}}, split: {x-why: lots, test: 0.3}}
serving:
  api: {model: x-churn, x-owner: me, scale: {x-load: 3, max: 2}}
platform: {x-bill: 1, tags: {x-team: growth}}
environments:
  prod: {x-shared: {rows: 9000}, x-note: only here}
"""


def test_extension_keys_go_wherever_the_keys_are_ours(tmp_path):
    build(tmp_path, EXTENDED)
    composed = good(tmp_path)
    assert set(composed.tree) == {"project", "datasets", "models", "serving", "platform"}
    customers = {"source": "a.csv", "columns": {"x-ray": "integer", "a": "integer"}, "checks": ["rows >= 9000"]}
    assert at(composed, "datasets") == {"customers": customers}
    model = at(composed, "models", "x-churn")
    assert set(model) == {"dataset", "params", "split", "train"}
    assert model["params"] == {"x-a": {"x-b": 1}} and model["split"] == {"test": 0.3}
    assert set(at(composed, "serving", "api")) == {"model", "scale", "mode", "compute", "rollout"}
    assert at(composed, "serving", "api", "scale") == {"max": 2, "min": 1}
    assert at(composed, "platform", "tags") == {"managed_by": "modelwright", "x-team": "growth"}
    assert "x-bill" not in at(composed, "platform")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("environments: [a]", [("C002", "modelwright.yaml:1:15")]),
        ("environments: 3", [("C002", "modelwright.yaml:1:15")]),
        ("environments: {prod: 3}", [("C002", "modelwright.yaml:1:22")]),
        ("environments: {prd: {}, prod: {}}", [("C003", "modelwright.yaml:1:16")]),
        ("environments: {prod: {project: x}}", [("C004", "modelwright.yaml:1:23")]),
        ("environments: {dev: {}}", [("C001", None)]),
        ("defaults: 3\nenvironments: {prod: }", [("C005", "modelwright.yaml:1:11")]),
        (
            "defaults: [small, {a: b, c: d}, {compute: 3}, _self_]\nenvironments: {prod: }",
            [("C005", f"modelwright.yaml:1:{c}") for c in (12, 19, 43)],
        ),
        ("defaults: [{compute: small}, {compute: large}]\nenvironments: {prod: }", [("C005", "modelwright.yaml:1:40")]),
        (
            "defaults: [{compte: small}, {env: dev}]\nenvironments: {prod: }",
            [("C006", "modelwright.yaml:1:13"), ("C006", "modelwright.yaml:1:30")],
        ),
        (
            "defaults: [{compute: smal}, {hydra/run: x}]\nenvironments: {prod: }",
            [("C007", "modelwright.yaml:1:22"), ("C008", "modelwright.yaml:1:30")],
        ),
        ("hydra: {}\nenvironments: {prod: }", [("C008", "modelwright.yaml:1:1")]),
        ("a: [{_target_: x}]\nenvironments: {prod: }", [("C009", "modelwright.yaml:1:6")]),
        ("a: ???\nenvironments: {prod: }", [("C020", "modelwright.yaml:1:4")]),
    ],
)
def test_what_is_refused(tmp_path, text, expected):
    build(tmp_path, text)
    assert bad(tmp_path) == expected


def test_a_choice_in_defaults_is_where_the_value_comes_from(tmp_path):
    build(tmp_path, "defaults: [{compute: large}, {serving: standard}, _self_]\n" + SPEC)
    composed = good(tmp_path)
    assert at(composed, "models", "churn", "train", "compute") == "large"
    assert chain(composed, "serving", "api", "compute") == ["platform modelwright.yaml:1:22"]


NAMES = st.sampled_from(
    [
        "models",
        "serving",
        "datasets",
        "platform",
        "environments",
        "prod",
        "defaults",
        "compute",
        "train",
        "a",
        "tags",
        "x-a",
    ]
)
TREES = st.recursive(
    st.none()
    | st.integers(0, 3)
    | st.sampled_from(["small", "${a}", "${.a}", "${models.a}", "???", "x ${owner} y", "\\${a}", "${"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return find_workspace(tmp_path_factory.mktemp("fuzz"))


@settings(max_examples=200, deadline=None)
@given(spec=st.dictionaries(NAMES, TREES, max_size=4), env=st.sampled_from(["local", "prod"]))
def test_no_tree_breaks_compose(workspace, spec, env):
    import json

    document = load_text(json.dumps({"owner": "x", **spec}).encode(), "a.yaml").value
    checked = compose(workspace, ProjectFile("a.yaml", "."), document, env, (), load=load_document)
    assert (checked.value is None) == bool(checked.diagnostics)


def test_the_given_tree_is_not_changed(tmp_path):
    build(tmp_path)
    document = load_document(tmp_path, "modelwright.yaml").value
    before = repr(document.tree)
    composed = compose(
        find_workspace(tmp_path), ProjectFile("modelwright.yaml", "."), document, "prod", (), load=load_document
    ).value
    composed.tree["datasets"]["customers"]["columns"]["a"] = "changed"
    composed.tree["platform"]["tags"]["a"] = "changed"
    assert repr(document.tree) == before
    assert "a" not in at(run(tmp_path).value, "platform", "tags")
