"""Overrides of the command line: what they mean and what is refused."""

import pytest
from compose_bench import SPEC, at, bad, build, chain, good, run


@pytest.fixture
def root(tmp_path):
    build(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("models.churn.params.max_depth=12", "models.churn.params.max_depth", 12),
        ("models.churn.params.n_jobs=2", "models.churn.params.n_jobs", 2),
        ("+models.churn.params.n_jobs=2", "models.churn.params.n_jobs", 2),
        ("models.churn.params={a: [1, b]}", "models.churn.params", {"max_depth": 3, "a": [1, "b"]}),
        ("models.churn.split.seed=3", "models.churn.split", {"seed": 3}),
        ("models.churn.gates.1=c", "models.churn.gates", ["a >= 1", "c"]),
        ("models.churn.gates=[]", "models.churn.gates", []),
        ("'models.churn.gates=[\"a > 1\"]'".strip("'"), "models.churn.gates", ["a > 1"]),
        ("description=hello world", "description", "hello world"),
        ("++owner=x", "owner", "x"),
        ("owner=null", "owner", None),
        ("owner='1'", "owner", "1"),
        ("owner=${project}", "owner", "churn"),
        ("owner='\\${project}'", "owner", "${project}"),
        ("platform.compute.small.cpus=3", "platform.compute.small.cpus", 3),
        ("+platform.tags.team=x", "platform.tags", {"managed_by": "modelwright", "team": "x"}),
        ("serving={api: {port: 3}}", "serving.api.port", 3),
        ("compute=large", "models.churn.train.compute", "large"),
        ("serving=standard", "serving.api.mode", "realtime"),
        ("train_defaults.timeout=9m", "models.churn.train.timeout", "9m"),
        ("serving_defaults.scale.max=3", "serving.api.scale", {"min": 1, "max": 3}),
        ("+models.new={target: a}", "models.new", {"target": "a", "train": {"timeout": "30m", "compute": "small"}}),
    ],
)
def test_values(root, override, path, value):
    composed = good(root, override, env="dev")
    assert at(composed, *path.split(".")) == value


@pytest.mark.parametrize("override", ["~models.churn.gates", "~owner=growth", "~serving.api.scale", "~platform.tags"])
def test_deletions(root, override):
    path = override[1:].split("=")[0].split(".")
    composed = good(root, override, env="dev")
    assert path[-1] not in at(composed, *path[:-1])
    assert not [known for known in composed.sources.layers if known[: len(path)] == tuple(path)]


@pytest.mark.parametrize(
    ("override", "code", "column"),
    [
        ("owner", "C010", 1),
        ("=1", "C010", 1),
        ("owner=[1", "C010", 1),
        ("a@b=c", "C010", 1),
        ("owner=1e999", "C010", 7),
        ("owner=nan", "C010", 7),
        ("owner=99999999999999999999", "C010", 7),
        ("owner={1: 2}", "C010", 7),
        ("owner=a >= 1", "C010", 1),
        ("owner=" + "[" * 3000, "C010", 1),
        ("~compute", "C012", 1),
        ("~compute=small", "C010", 1),
        ("owner=1,2", "C011", 1),
        ("owner=choice(1,2)", "C011", 1),
        ("owner=range(1,9)", "C011", 1),
        ("owner=glob(*)", "C011", 1),
        ("compute=small,large", "C011", 1),
        ("modles.churn.target=x", "C012", 1),
        ("models.chrun.target=x", "C012", 1),
        ("platform.regoin=x", "C012", 1),
        ("platform.compute.huge.cpus=1", "C012", 1),
        ("~models.churn.prams", "C012", 1),
        ("serving_defaults.scal=1", "C012", 1),
        ("+owner=x", "C013", 1),
        ("~owner=x", "C013", 1),
        ("owner.a.b=1", "C013", 1),
        ("models.churn.gates.7=x", "C013", 1),
        ("models.churn.gates.x=x", "C013", 1),
        ("~models.churn.gates.0", "C013", 1),
        ("project=x", "C004", 1),
        ("env=dev", "C006", 1),
        ("compute/gpu=x", "C006", 1),
        ("compute=smal", "C007", 9),
        ("hydra.run.dir=x", "C008", 1),
        ("hydra/launcher=x", "C008", 1),
        ("+hydra.searchpath=[x]", "C008", 1),
        ("defaults=[{compute: medium}]", "C010", 1),
        ("+defaults.0.compute=medium", "C010", 1),
        ("~defaults", "C010", 1),
        ("models.churn._target_=x", "C009", 23),
        ("owner={_target_: x}", "C010", 7),
        ("owner=${oc.env:HOME}", "C017", 7),
        ("owner=${oc.decode:x}", "C017", 7),
        ("owner=${nope}", "C018", 7),
        ("owner=${owner}", "C018", 7),
        ("owner='${'", "C019", 7),
    ],
)
def test_what_is_refused(root, override, code, column):
    assert bad(root, override, env="dev") == [(code, f"<command line>:1:{column}")]


def test_columns_count_in_the_joined_line(root):
    assert bad(root, "owner=x", "compute=smal", "nope.x=1") == [("C007", "<command line>:1:17")]
    assert bad(root, "owner=x", "nope.x=1") == [("C012", "<command line>:1:9")]


def test_the_nearest_path_is_offered(root):
    (item,) = run(root, "models.chrun.params.x=1").diagnostics
    assert item.hint == "did you mean `models.churn.params.x`? To add it, write `+models.chrun.params.x=1`"


def test_a_defaults_list_is_answered_with_what_to_write(root):
    for override in ("defaults=[{compute: medium}]", "+defaults=[{compute: medium}]"):
        (item,) = run(root, override).diagnostics
        assert item.hint == "choose an option of a group: `compute=medium`"
    (item,) = run(root, "~defaults").diagnostics
    assert "`compute=medium`" in item.hint


def test_a_choice_is_where_the_value_comes_from(root):
    assert chain(good(root, "compute=large"), "serving", "api", "compute") == ["platform <command line>:1:9"]


def test_the_command_line_wins_over_the_specs_defaults(tmp_path):
    build(tmp_path, "defaults: [{compute: medium}]\n" + SPEC)
    assert at(good(tmp_path, "compute=large"), "serving", "api", "compute") == "large"


@pytest.mark.parametrize(
    "override", ["+" + "a." * 3000 + "a=1", "owner=" + "[" * 100_000, "owner=" + "[" * 41 + "]" * 41]
)
def test_what_is_too_much_for_the_parser_is_refused_before_it(root, override):
    (item,) = run(root, override, env="dev").diagnostics
    assert item.code == "C010" and len(item.summary) < 200


@pytest.mark.parametrize(
    ("call", "why", "hint"),
    [
        ("shuffle([a,b])", "`shuffle` would give another order each time", "write the values in the order"),
        ("foo(1)", "there is no function `foo`", "the functions are `int`"),
        ("sort([1,foo(2)])", "there is no function `foo`", "the functions are `int`"),
        ("int(abc)", "`int(abc)` has no value", "check what the function is given"),
        ("sort([1,a])", "`sort([1,a])` has no value", "check what the function is given"),
    ],
)
def test_a_call_that_is_none_is_told_without_internals(root, call, why, hint):
    (item,) = run(root, f"owner={call}").diagnostics
    assert (item.code, item.summary) == ("C010", f"`owner={call}` is not an override: {why}")
    assert item.hint.startswith(hint)
