"""A workspace's own conf/ is searched before the product's, and may not leave its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from compose_bench import GPU, SPEC, at, bad, build, chain, good, run
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from omegaconf import OmegaConf

from compiler.compose import compose
from compiler.compose.conf import Root, conf_digest, conf_roots, options
from compiler.load import find_project, find_workspace, load_document
from compiler.source.share import share

ROOT = Path(__file__).resolve().parents[3]


def test_a_profile_of_ones_own(tmp_path):
    build(tmp_path, compute__gpu=GPU, compute__big="defaults: [small, _self_]\ncpus: 64\n")
    composed = good(tmp_path, "compute=gpu")
    assert at(composed, "platform", "compute", "gpu") == {
        "cpus": 4,
        "instance": "a",
        "serving_instance": "b",
        "volume_gb": 3,
    }
    assert at(composed, "platform", "compute", "big", "cpus") == 64
    assert at(composed, "platform", "compute", "big", "instance") == "ml.m5.large"
    assert chain(composed, "platform", "compute", "gpu", "cpus") == ["platform conf/compute/gpu.yaml:1:7"]
    assert at(composed, "models", "churn", "train", "compute") == "gpu"


def test_an_environment_of_ones_own(tmp_path):
    build(
        tmp_path,
        SPEC.replace("dev:", "staging:"),
        env__staging="# @package platform\ndefaults: [prod, _self_]\nregion: eu-north-1\n",
    )
    platform = at(good(tmp_path, env="staging"), "platform")
    assert (platform["target"], platform["region"]) == ("aws", "eu-north-1")


def test_a_group_of_ones_own(tmp_path):
    build(tmp_path, "defaults: [{team: growth}]\n" + SPEC, team__growth="# @package platform\ntags: {team: growth}\n")
    assert at(good(tmp_path), "platform", "tags") == {"managed_by": "modelwright", "team": "growth"}


def test_a_file_of_the_product_can_be_replaced(tmp_path):
    build(tmp_path, env__prod="# @package platform\ntarget: local\nengine: embedded\nregion: ${platform.target}\n")
    composed = good(tmp_path)
    assert at(composed, "platform", "target") == "local" and at(composed, "platform", "region") == "local"
    assert at(composed, "platform", "log_retention_days") == 30


def test_a_profile_can_be_named_in_conf(tmp_path):
    build(tmp_path, serving__standard="# @package serving_defaults\nmode: batch\ncompute: large\n")
    composed = good(tmp_path, "compute=medium")
    assert at(composed, "serving", "api", "compute") == "large"
    assert at(composed, "models", "churn", "train", "compute") == "medium"


PLATFORM = "# @package platform\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("env__prod", PLATFORM + "a: [\n", ("L005", "conf/env/prod.yaml:3:1")),
        ("env__prod", "", ("L016", "conf/env/prod.yaml:1:1")),
        ("env__prod", PLATFORM + "a: ???\n", ("C020", "conf/env/prod.yaml:2:4")),
        ("env__prod", PLATFORM + "defaults: [../../x]\n", ("C021", "conf/env/prod.yaml:2:12")),
        ("env__prod", PLATFORM + "defaults: ['a\\b']\n", ("C021", "conf/env/prod.yaml:2:12")),
        ("env__prod", PLATFORM + "defaults: ['file:///x']\n", ("C021", "conf/env/prod.yaml:2:12")),
        ("env__prod", PLATFORM + "defaults: [nope]\n", ("C014", "conf/env/prod.yaml:1:1")),
        ("env__prod", PLATFORM + "defaults: [prod]\n", ("C014", "<modelwright>/conf/config.yaml:1:1")),
        ("env__prod", PLATFORM + "defaults: 3\n", ("C014", "conf/env/prod.yaml:1:1")),
        (
            "env__prod",
            PLATFORM + "defaults: [3, {a: 1, b: 2}, {a: {b: 1}}]\n",
            ("C014", "<modelwright>/conf/config.yaml:1:1"),
        ),
        ("env__prod", PLATFORM + "defaults: [{compute: '${a}'}]\n", ("C014", "conf/env/prod.yaml:2:12")),
        ("env__prod", "# @package a b\nx: 1\n", ("C014", "<modelwright>/conf/config.yaml:1:1")),
        ("env__prod", "\n".join(f"k{i}: {i}" for i in range(10_001)), ("C014", "conf/env/prod.yaml:1:1")),
        ("compute__a b", GPU, ("C014", "conf/compute/a b.yaml:1:1")),
        ("env__prod", "region: x\n", ("C015", "conf/env/prod.yaml:1:1")),
        ("config", "model: x\n", ("C015", "conf/config.yaml:1:1")),
        ("env__prod", "# @package hydra.run\ndir: x\n", ("C008", "conf/env/prod.yaml:1:1")),
        ("env__prod", "defaults: [{override /hydra/launcher: x}]\n", ("C008", "conf/env/prod.yaml:1:12")),
        ("config", "hydra: {searchpath: [x]}\n", ("C008", "conf/config.yaml:1:1")),
        ("env__prod", PLATFORM + "a: {_target_: x}\n", ("C009", "conf/env/prod.yaml:2:5")),
        ("env__prod", PLATFORM + "a: ${oc.env:HOME}\n", ("C017", "conf/env/prod.yaml:2:4")),
    ],
)
def test_what_is_refused(tmp_path, name, text, expected):
    build(tmp_path, **{name: text})
    assert bad(tmp_path) == [expected]


def test_a_link_that_leaves_is_refused(tmp_path):
    build(tmp_path, env__prod="a: 1")
    (tmp_path / "conf/env/prod.yaml").unlink()
    (tmp_path / "conf/env/prod.yaml").symlink_to("/etc/hostname")
    assert [code for code, _ in bad(tmp_path)] == ["L020"]


def test_what_leaves_is_never_opened(tmp_path):
    """Also when nothing asks for it: the digest of `conf/` takes all files in."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/a.yaml").write_text("a: 1")
    root = tmp_path / "work"
    root.mkdir()
    build(root, env__prod="a: 1")
    (root / "conf/env/link.yaml").symlink_to(tmp_path / "secret/a.yaml")
    (root / "conf/secret").symlink_to(tmp_path / "secret")
    before = conf_digest((Root(root, "", bundled=False),))
    (tmp_path / "secret/a.yaml").write_text("a: 2")
    assert conf_digest((Root(root, "", bundled=False),)) == before
    assert options((Root(root, "", bundled=False),), "secret") == ()
    (root / "conf/env/link.yaml").unlink()
    assert conf_digest((Root(root, "", bundled=False),)) != before


def cached(root):
    return sorted((root / ".modelwright/cache/platform").iterdir())


def test_the_cache_gives_what_a_fresh_composition_gives(tmp_path):
    build(tmp_path)
    first = run(tmp_path)
    (entry,) = cached(tmp_path)
    second = run(tmp_path)
    assert first == second and repr(first.value.tree) == repr(second.value.tree)
    assert list(first.value.sources.layers) == list(second.value.sources.layers)
    assert cached(tmp_path) == [entry]


def test_the_cache_is_bound_to_what_it_depends_on(tmp_path):
    build(tmp_path)
    run(tmp_path)
    run(tmp_path, env="dev")
    run(tmp_path, "compute=large")
    assert len(cached(tmp_path)) == 3
    build(tmp_path, policy__standard="# @package platform\nlog_retention_days: 7\n")
    assert at(good(tmp_path), "platform", "log_retention_days") == 7


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"null", b"\xff", b'{"digest": "x", "payload": {}}'])
def test_a_damaged_cache_is_ignored(tmp_path, damage):
    build(tmp_path)
    first = run(tmp_path)
    (entry,) = cached(tmp_path)
    content = entry.read_bytes()
    for broken in (damage, content[: len(content) // 2], content.replace(b"eu-west-1", b"eu-west-9")):
        entry.write_bytes(broken)
        assert run(tmp_path) == first
    assert cached(tmp_path)[0].read_bytes() == content


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path):
    build(tmp_path)
    (tmp_path / ".modelwright").write_text("in the way")
    assert good(tmp_path).environment == "prod"


def test_hydra_is_not_imported_when_the_cache_is_warm(tmp_path):
    build(tmp_path)
    run(tmp_path)
    code = "import sys; from pathlib import Path; from compose_bench import run; run(Path(sys.argv[1]));"
    code += "print([name for name in ('hydra', 'omegaconf', 'pydantic') if name in sys.modules])"
    path = f"{ROOT}:{Path(__file__).parent}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_only_files_that_take_part_are_read(tmp_path):
    build(tmp_path, unrelated="a: [", env__other="a: [", policy__broken="[")
    assert good(tmp_path).environment == "prod"


def plain_hydra(spec, environment, choices, overrides):
    """The same composition by Hydra and OmegaConf alone."""
    profiles = sorted(path.stem for path in (share("conf") / "compute").glob("*.yaml"))
    groups = [f"env={environment}", *(f"{group}={option}" for group, option in choices.items())]
    groups += [f"+compute@platform.compute.{name}={name}" for name in profiles]
    with initialize_config_dir(str(share("conf")), version_base="1.3"):
        config = hydra_compose("config", overrides=groups, return_hydra_config=True)
    compute = config.hydra.runtime.choices.compute
    tree = OmegaConf.merge(spec, (spec.get("environments") or {}).get(environment) or {})
    OmegaConf.set_struct(config, False)
    for section in (config.train_defaults, config.serving_defaults):
        section.compute = compute
    for model in tree.models.values():
        model.train = OmegaConf.merge(config.train_defaults, model.get("train") or {})
    for name, serving in tree.get("serving", {}).items():
        tree.serving[name] = OmegaConf.merge(config.serving_defaults, serving)
    tree = OmegaConf.merge({"platform": config.platform}, tree, OmegaConf.from_dotlist(overrides))
    plain = OmegaConf.to_container(tree, resolve=True)
    return {key: value for key, value in plain.items() if key not in ("environments", "defaults")}


@pytest.mark.parametrize("environment", ["local", "dev", "prod"])
@pytest.mark.parametrize("example", ["breast-cancer", "diabetes", "digits"])
def test_hydra_alone_composes_the_same(example, environment, tmp_path):
    ws = find_workspace(ROOT)
    project = find_project(ws, f"examples/{example}", ROOT).value
    document = load_document(ws.root, project.file).value
    (model,) = document.tree["models"]
    for choices, overrides in (
        ({}, []),
        ({"compute": "large"}, [f"models.{model}.split.seed=11", "platform.region=us-east-1"]),
    ):
        texts = (*(f"{group}={option}" for group, option in choices.items()), *overrides)
        ours = compose(ws, project, document, environment, texts, load=load_document)
        assert ours.diagnostics == ()
        spec = OmegaConf.load(ws.root / project.file)
        assert ours.value.tree == plain_hydra(spec, environment, choices, overrides)


def test_places_of_the_product_are_the_same_everywhere(tmp_path):
    build(tmp_path, env__prod=PLATFORM + "target: aws\n")
    ws = find_workspace(tmp_path)
    assert [root.prefix for root in conf_roots(ws)] == ["", "<modelwright>/"]
    files = {layer.location.file for layers in good(tmp_path).sources.layers.values() for layer in layers}
    assert all(name.startswith(("modelwright.yaml", "conf/", "<modelwright>/conf/")) for name in files)


def test_a_pipe_in_conf_is_not_opened(tmp_path):
    build(tmp_path)
    (tmp_path / "conf/env").mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / "conf/env/pipe.yaml")
    assert good(tmp_path, env="dev")
