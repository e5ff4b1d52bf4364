"""What compose makes of a project is what plain Hydra and OmegaConf make of the same files and the same command line.

Where the product means something else on purpose, `docs/composition.md` says so; the last tests here hold that list.
"""

import copy
import functools
import json
import shutil

import pytest
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.errors import HydraException
from hypothesis import HealthCheck, Phase, example, given, reject, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf
from omegaconf.errors import ConfigTypeError, OmegaConfBaseException

from compiler.compose import compose
from compiler.load import find_workspace, load_document
from compiler.model.workspace import ProjectFile
from compiler.source.share import share

CONF = {
    "env/staging": "# @package platform\ndefaults: [prod, _self_]\nregion: eu-north-1\ntags: {stage: staging}\n",
    "team/growth": "# @package platform\ntags: {team: growth, bill: '${project}-${owner}'}\n",
    "team/base": "# @package platform\ndefaults: [growth, _self_]\ntags: {team: base}\nlog_retention_days: 7\n",
    "compute/gpu": "defaults: [large, _self_]\ncpus: 4\ninstance: ml.g5.xlarge\n",
    "policy/standard": "# @package platform\nlog_retention_days: 90\ntags: {managed_by: us}\n",
}
SPEC = {
    "project": "churn",
    "owner": "growth",
    "x-shared": {"depth": 4, "columns": ["a", "b"]},
    "datasets": {"d": {"source": "data/${project}.csv", "columns": {"a": "integer", "b": {"type": "boolean"}}}},
    "models": {
        "m": {
            "dataset": "d",
            "params": {"max_depth": "${x-shared.depth}", "n": [1, 2, {"k": "v"}], "deep": {"er": {"est": True}}},
            "gates": ["a >= 1", "b >= ${..params.max_depth}"],
            "train": {"timeout": "5m"},
        },
        "other": {"dataset": "${..m.dataset}", "params": "${models.m.params}", "features": "${x-shared.columns}"},
    },
    "serving": {"api": {"model": "m", "scale": {"max": 3}}},
    "environments": {
        "prod": {"owner": "ops", "models": {"m": {"params": {"deep": {"er": {"new": 1.5}}}, "gates": ["c >= 2"]}}},
        "staging": {"platform": {"tags": {"x": "y"}, "region": "eu-west-2"}, "x-shared": {"depth": 9}},
    },
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A workspace whose own `conf/` adds files and replaces one."""
    folder = tmp_path_factory.mktemp("parity")
    for name, text in CONF.items():
        path = folder / "conf" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    # One search path as plain Hydra has it: the product's files, under those of the workspace.
    shutil.copytree(share("conf"), folder / "plain")
    shutil.copytree(folder / "conf", folder / "plain", dirs_exist_ok=True)
    platform_of.cache_clear()
    return folder


def ours(root, spec, environment, overrides):
    """The tree and no diagnostics, or the codes."""
    (root / "modelwright.yaml").write_text(json.dumps(spec))
    document = load_document(root, "modelwright.yaml")
    assert document.diagnostics == ()
    project = ProjectFile("modelwright.yaml", ".")
    checked = compose(find_workspace(root), project, document.value, environment, tuple(overrides), load=load_document)
    return checked.value.tree if checked.value else None, [item.code for item in checked.diagnostics]


@functools.cache
def platform_of(folder, environment, groups):
    """`conf/` by Hydra's compose API, and the chosen compute profile."""
    profiles = sorted(path.stem for path in (folder / "compute").glob("*.yaml"))
    choices = [f"env={environment}", *groups]
    choices += [f"+compute@platform.compute.{name}={name}" for name in profiles]
    with initialize_config_dir(str(folder), version_base="1.3"):
        config = hydra_compose("config", overrides=choices, return_hydra_config=True)
    compute = config.hydra.runtime.choices.compute
    OmegaConf.set_struct(config, False)
    config.train_defaults.compute = config.serving_defaults.compute = compute
    return config


def theirs(root, spec, environment, groups, overrides):
    """Plain Hydra and OmegaConf: merge, give defaults, then Hydra's own overrides, then resolve. None when it fails.

    Raises ConfigTypeError where a layer or an override puts a mapping over a list, or a list over a mapping.
    """
    config = platform_of(root / "plain", environment, tuple(groups))
    own = OmegaConf.create({key: value for key, value in spec.items() if key not in ("environments", "defaults")})
    tree = OmegaConf.merge(own, (spec.get("environments") or {}).get(environment) or {})
    for model in (tree.get("models") or {}).values():
        model.train = OmegaConf.merge(config.train_defaults, model.get("train") or {})
    for name, entry in (tree.get("serving") or {}).items():
        tree.serving[name] = OmegaConf.merge(config.serving_defaults, entry)
    tree = OmegaConf.merge({"platform": config.platform}, tree)
    (root / "merged").mkdir(exist_ok=True)
    OmegaConf.save(tree, root / "merged" / "merged.yaml")
    try:
        with initialize_config_dir(str(root / "merged"), version_base="1.3"):
            composed = hydra_compose("merged", overrides=list(overrides))
        plain = OmegaConf.to_container(composed, resolve=True)
    except (HydraException, OmegaConfBaseException, RecursionError, TypeError, ValueError) as error:
        if isinstance(error.__cause__, ConfigTypeError):
            raise error.__cause__ from error
        return None  # the last two are how it stumbles over a key that is no index of a list
    return {key: value for key, value in plain.items() if not key.startswith("x-")}


def compare(root, spec, environment, groups=(), overrides=()):
    """Both, which must be equal."""
    in_spec = [{name: option} for name, _, option in (text.removeprefix("+").partition("=") for text in groups)]
    written = {**({"defaults": in_spec} if in_spec else {}), **spec}
    tree, codes = ours(root, written, environment, overrides)
    assert codes == []
    assert tree == theirs(root, spec, environment, groups, overrides)


@pytest.mark.parametrize("environment", ["local", "prod", "staging"])
@pytest.mark.parametrize(
    "groups",
    [(), ("compute=large",), ("compute=gpu",), ("+team=growth",), ("+team=base", "compute=medium", "policy=standard")],
    ids=" ".join,
)
def test_groups_environments_and_a_conf_of_ones_own(root, environment, groups):
    spec = copy.deepcopy(SPEC)
    if environment not in spec["environments"]:
        spec["environments"][environment] = {}
    compare(root, spec, environment, groups)


@pytest.mark.parametrize(
    "overrides",
    [
        ["owner=x", "owner=y"],
        ["models.m.params.max_depth=12", "models.m.params.n=[]", "++models.m.params.new=1"],
        ["+models.m.params.new={a: [1, {b: null}], c: -1.5e3}"],
        ["models.m.params.deep={er: {est: 1}}", "++models.m.params.deep={er: {more: 1}}"],
        ["~models.m.params.deep", "~models.other"],
        ["~owner=ops"],
        ["models.m.gates=['x >= 1', \"y >= 2\"]"],
        ["owner='a, b = c'", 'models.m.train.timeout="1h 30m"', "+description=hello world"],
        ["owner=int(3.9)", "+description=str(12)", "+models.m.params.f=float(2)", "+models.m.params.b=bool(true)"],
        ["models.m.params.n=sort([3,1,2])", "+models.m.params.r=sort([b,a],reverse=true)"],
        ["owner=null", "+description=''", "platform.tags.managed_by=true", "+platform.tags.n=007"],
        ["owner=${project}", "models.m.dataset='${models.other.features[1]}-${.target}'", "+models.m.target=t"],
        ["models.m.params.max_depth=1e3", "+models.m.params.x=0x1F", "+models.m.params.y=1_000", "owner=2024-01-01"],
        ["owner=\\${project}", "+description='\\\\${owner}'"],
        ["serving.api.scale.max=9", "serving.api.mode=batch", "++serving.api.port=8080"],
        ["platform.compute.small.cpus=3", "++platform.tags={a: b}"],
    ],
    ids=" ".join,
)
def test_the_command_line(root, overrides):
    compare(root, SPEC, "prod", overrides=overrides)


WORDS = ["a", "b", "c", "params", "x-1"]
SCALARS = (
    st.integers(-5, 5)
    | st.booleans()
    | st.floats(-10, 10, allow_nan=False).map(lambda number: round(number, 3))
    | st.sampled_from(["", "text", "two words", "true", "12", "1e3", "${owner}", "${project}-${owner}", "$x", "{y}"])
    | st.sampled_from(["${models.m.a}", "${.a}", "${..b}", "p ${models.m.params.c} q", "\\${a}", "${models.m.b[0]}"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS[:3]), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.dictionaries(st.sampled_from(WORDS), TREES, max_size=4)
VALUES = st.sampled_from(["1", "-2.5", "true", "null", "'q s'", "[1,[a]]", "{a: 1}", "{c: {a: [b]}}", "${owner}", "z"])
PATHS = st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=3).map(lambda parts: ".".join(["models.m", *parts]))
OVERRIDES = st.lists(
    st.builds("{}{}={}".format, st.sampled_from(["+", "++"]), PATHS, VALUES) | PATHS.map("~{}".format), max_size=3
)


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spec=ENTRIES, layer=ENTRIES, overrides=OVERRIDES)
@example(spec={"a": "${.nothing}", "b": 1}, layer={"c": [2]}, overrides=["~models.m.a", "++models.m.x-1=1"])
@example(spec={"a": [1]}, layer={}, overrides=["++models.m.a={a: 1}"])
@example(spec={"c": []}, layer={}, overrides=["~models.m.c", "++models.m.c=null", "~models.m.c"])
def test_anything(root, spec, layer, overrides):
    """Whatever we compose is what they compose; what they refuse we refuse. We may refuse more."""
    whole = {"project": "p", "owner": "o", "models": {"m": spec}, "environments": {"prod": {"models": {"m": layer}}}}
    tree, codes = ours(root, whole, "prod", overrides)
    try:
        plain = theirs(root, whole, "prod", (), overrides)
        if plain is None:
            plain = theirs(root, with_plain_deletions(whole, overrides), "prod", (), without_deleted_nulls(overrides))
    except ConfigTypeError:  # they put no mapping over a list, nor a list over a mapping
        reject()
    assert (tree is None) == bool(codes)
    if plain is None:
        assert tree is None, overrides
    if tree is not None:
        assert tree == without_extensions(plain)


def with_plain_deletions(whole, overrides):
    """The same project, where a reference that is deleted is a plain text: Hydra refuses to delete one to nothing."""
    layers = {key: value for key, value in whole.items() if key != "environments"}, whole["environments"]["prod"]
    merged = OmegaConf.to_container(OmegaConf.merge(*layers), resolve=False)
    for override in overrides:
        *folders, key = override.removeprefix("~").split(".")
        holder = merged
        for folder in folders:
            holder = holder.get(folder) if isinstance(holder, dict) else None
        if override.startswith("~") and isinstance(holder, dict) and is_reference(holder.get(key)):
            holder[key] = "deleted"
    return {**merged, "environments": {"prod": {}}}


def without_deleted_nulls(overrides):
    """Where a null is deleted later, a text in its place: Hydra takes a key with a null for none at all."""
    told = []
    for number, text in enumerate(overrides):
        key, _, value = text.lstrip("+").partition("=")
        told.append(f"++{key}=deleted" if value == "null" and f"~{key}" in overrides[number:] else text)
    return told


def is_reference(value):
    return isinstance(value, str) and "${" in value


def test_a_reference_to_nothing_can_be_deleted(root):
    whole = {"project": "p", "owner": "o", "models": {"m": {"params": "${.a}", "b": 1}}, "environments": {"prod": {}}}
    override = ["~models.m.params"]
    assert theirs(root, whole, "prod", (), override) is None
    tree, codes = ours(root, whole, "prod", override)
    assert codes == [] and tree == theirs(root, with_plain_deletions(whole, override), "prod", (), override)
    assert "params" not in tree["models"]["m"]


def without_extensions(plain):
    """`x-…` keys of a model go; below `params` they are the estimator's."""
    model = {key: value for key, value in plain["models"]["m"].items() if not key.startswith("x-")}
    return {**plain, "models": {"m": {key: dropped(value, key) for key, value in model.items()}}}


def dropped(value, key):
    return value if key == "params" else json.loads(json.dumps(value))


def test_null_in_an_environment_deletes_where_omegaconf_keeps_a_null(root):
    spec = {**SPEC, "environments": {"prod": {"models": {"m": {"gates": None}}, "serving": {"api": {"scale": None}}}}}
    tree, _ = ours(root, spec, "prod", ())
    plain = theirs(root, spec, "prod", (), ())
    assert "gates" not in tree["models"]["m"] and plain["models"]["m"]["gates"] is None
    assert tree["serving"]["api"]["scale"] == {"min": 1, "max": 1} and plain["serving"]["api"]["scale"] is None


def test_a_mapping_takes_the_place_of_a_list(root):
    spec = {**SPEC, "environments": {"prod": {"models": {"m": {"gates": {"a": 1}}}}}}
    with pytest.raises(ConfigTypeError):
        theirs(root, spec, "prod", (), ())
    assert ours(root, spec, "prod", ())[0]["models"]["m"]["gates"] == {"a": 1}


def test_a_new_key_below_an_entry_needs_no_plus(root):
    override = ["models.m.params.unheard=1"]
    assert theirs(root, SPEC, "prod", (), override) is None
    assert ours(root, SPEC, "prod", override)[0]["models"]["m"]["params"]["unheard"] == 1


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        (["+models.m.gates=[x]"], "C013"),
        (["owner=about ${models}"], "C018"),
        (["owner=${oc.env:HOME}"], "C017"),
        (["owner=1e400"], "C010"),
        (["models.m.params.n=shuffle([1,2,3])"], "C010"),
    ],
)
def test_what_hydra_takes_and_we_refuse(root, overrides, code):
    assert theirs(root, SPEC, "prod", (), overrides) is not None
    assert ours(root, SPEC, "prod", overrides) == (None, [code])
