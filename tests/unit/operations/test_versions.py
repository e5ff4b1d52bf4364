"""What serves where a cloud trains by itself: which configuration a stack is given, and what it was compiled from."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from types import SimpleNamespace

import pytest

from compiler.model.manifest import Manifest
from compiler.model.stack import Registry, Stack
from compiler.model.target import Versions
from compiler.operations import versions
from compiler.operations.prepare import Prepared
from compiler.source.address import Address

ARTIFACT = "s3://b/models/churn/pipelines-1-train-a/output/model.tar.gz"
GROUP = "sagemaker.ModelPackageGroup"


@pytest.fixture
def cloud(monkeypatch):
    """A target whose registry has one approved version; what is done to it is noted."""
    done = []
    known = Versions(
        GROUP,
        lambda graph: (),
        lambda registry: ARTIFACT if registry.fingerprint == "right" else None,
        lambda registry, artifact: done.append(("serve", registry.model, artifact)),
        lambda arn: done.append(("empty", arn)),
    )
    monkeypatch.setattr(versions, "_versions", lambda target: known if target == "aws" else None)
    return done


@pytest.fixture
def prepared(tmp_path):
    (tmp_path / "modelwright.yaml").write_text("project: churn\n")
    stack = Stack(
        "churn", "prod", tmp_path, tmp_path / ".modelwright", tmp_path / "stacks", {"aws:region": "eu-west-1"}
    )
    manifest = Manifest("churn", "prod", "", {}, {}, reads=("modelwright.yaml", "<modelwright>/conf/config.yaml"))
    registry = Registry("churn", "churn-prod-churn", "right", "eu-west-1", "approved-churn")
    return Prepared(stack, manifest, "pulumi", "aws", SimpleNamespace(), registries=(registry,))


def git(root, *words):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(root), *identity, *words], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_the_newest_approved_version_is_in_the_configuration(cloud, prepared):
    assert versions.with_versions(prepared).stack.config == {
        "aws:region": "eu-west-1",
        "churn:approved-churn": ARTIFACT,
    }
    other = replace(prepared, registries=(replace(prepared.registries[0], fingerprint="another"),))
    assert versions.with_versions(other) == other, "the training of the spec is served"


@pytest.mark.parametrize("changes", [{"engine": "embedded"}, {"target": "local"}, {"registries": ()}])
def test_nothing_is_asked_where_nothing_registers(cloud, prepared, changes):
    given = replace(prepared, **changes)
    assert versions.with_versions(given) is given


def test_what_serves_is_what_others_are_compared_with(cloud, prepared):
    versions.serve_approved(prepared)
    assert cloud == [], "the training job of the spec has said so itself"
    versions.serve_approved(versions.with_versions(prepared))
    assert cloud == [("serve", "churn", ARTIFACT)]


def test_only_registries_that_go_are_emptied(cloud):
    told = {"models": {"churn": {"versions": "arn:churn"}, "risk": {"versions": "arn:risk"}, "old": {}}}
    versions.empty_registries([Address("s3.Bucket", "risk")], lambda: pytest.fail("nothing has to be known"))
    versions.empty_registries([Address(GROUP, "churn"), Address(GROUP, "old")], lambda: told)
    assert cloud == [("empty", "arn:churn")]
    versions.empty_registries([Address(GROUP, "churn")], dict)
    assert len(cloud) == 1


def test_the_commit_is_the_last_that_touched_what_is_compiled(cloud, prepared):
    root = prepared.stack.root

    def told():
        return versions.with_versions(prepared).stack.config.get("churn:commit")

    assert told() is None, "no repository"
    git(root, "init", "-q")
    assert told() is None, "no commit"
    git(root, "add", "modelwright.yaml")
    git(root, "commit", "-qm", "one")
    first = git(root, "rev-parse", "HEAD")
    assert told() == first
    (root / "notes.txt").write_text("of something else")
    git(root, "add", "notes.txt")
    git(root, "commit", "-qm", "two")
    assert told() == first, "another file changes nothing"
    (root / "modelwright.yaml").write_text("project: churn\nowner: me\n")
    assert told() == f"{first}-dirty"
    git(root, "commit", "-qam", "three")
    assert told() == git(root, "rev-parse", "HEAD")


def test_a_clone_without_history_tells_no_commit(cloud, prepared, tmp_path_factory):
    root = prepared.stack.root
    for words in (("init", "-q"), ("add", "modelwright.yaml"), ("commit", "-qm", "one"),
                  ("commit", "--allow-empty", "-qm", "two")):  # fmt: skip
        git(root, *words)
    clone = tmp_path_factory.mktemp("clone") / "work"
    git(root, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    shallow = replace(prepared, stack=replace(prepared.stack, root=clone))
    assert "churn:commit" not in versions.with_versions(shallow).stack.config
