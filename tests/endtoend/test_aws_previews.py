"""Previews on the real engine, in the cloud that is `tests/aws`: beside the environment, from any machine, and gone."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.aws.account import open_account
from tests.aws.actions import actions_of
from tests.aws.world import running
from tests.pulumi_cli import needs_cli

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("aws-previews")]
SPEC = "breast-cancer/modelwright.yaml"
START = "breast-cancer-pr-7-"


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("aws") / "work", "breast-cancer")
        root = account.workspace.root
        (root / ".gitignore").write_text(".modelwright/\nbackend/\nbin/\n")
        account.mw("compile", "--all")
        for words in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "first"], ["checkout", "-qb", "mine"]):
            names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
            subprocess.run(["git", "-C", str(root), *names, *words], check=True)
        account.mw("up", "breast-cancer", "--env", "dev", "--yes")
        yield account


def up(account):
    return account.mw("preview", "up", "--pr", "7", "--env", "dev", "--yes", "--json").json


def reap(account, code=0):
    return account.mw("preview", "reap", "--env", "dev", "--open", "", "--yes", "--json", code=code).json


def lacking(account, role):
    """What was asked of the cloud and is not in the role's policy."""
    printed = account.mw("iam", "breast-cancer", "--env", "dev", "--account", "123456789012", "--role", role, "--json")
    allowed = {action for statement in printed.json["policy"]["Statement"] for action in statement["Action"]}
    return {action for call in account.world.orders.asked for action in actions_of(*call)} - allowed


def another_machine(account):
    """What is on this one only is gone; the backend of Pulumi is elsewhere."""
    shutil.rmtree(account.workspace.root / ".modelwright")


def start_job(account, name):
    """Somebody's beside the state, which goes on for longer than anyone looks at it."""
    from tests.aws.moto_gaps import FATES

    account.world.client("sagemaker").create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={"TrainingInputMode": "File", "TrainingImage": "image:1"},
        RoleArn="arn:aws:iam::123456789012:role/any",
        OutputDataConfig={"S3OutputPath": f"s3://{bucket(account)}/models"},
        ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )
    FATES.coming.pop(("training", name))


def bucket(account):
    return next(name for name in account.listed()["aws:s3/bucket:Bucket"] if name.startswith("breast-cancer-dev"))


def test_a_preview_lives_beside_its_environment_and_leaves_it_as_it_was(account):
    before = account.listed()
    account.workspace.edit(SPEC, "seed: 7", "seed: 8")
    account.world.orders.asked.clear()
    made = up(account)
    assert made["changes"][0]["serving"] == ["diagnosis-api"] and made["previews"][0]["applied"]
    during = account.listed()
    assert all(before[token] <= during[token] for token in before)
    (own,) = [name for name in during["aws:s3/bucket:Bucket"] if name.startswith(START)]
    tags = account.world.client("s3").get_bucket_tagging(Bucket=own)["TagSet"]
    told = {tag["Key"]: tag["Value"] for tag in tags}
    assert (told["pull_request"], told["inherits"], told["environment"]) == ("7", "dev", "pr-7") and told["expires"]

    assert account.world.orders.asked and not lacking(account, "previewer")

    account.world.orders.asked.clear()
    another_machine(account)
    start_job(account, f"{START}of-somebody")
    (listed,) = account.mw("preview", "list", "--env", "dev", "--json").json["previews"]
    assert (listed["pull"], listed["projects"], listed["verdict"]) == (7, ["breast-cancer"], "open")
    assert account.mw("preview", "list", "--json").json["previews"] == []

    (reaped,) = reap(account)["reaped"]
    assert reaped["left"] == [] and len(reaped["removed"]) > 10
    assert account.listed() == before and not lacking(account, "reaper")
    assert reap(account)["reaped"] == []
    assert account.mw("plan", "breast-cancer", "--env", "dev", "--json").json["changes"] is not None


def test_what_the_branch_takes_back_goes_also_from_another_machine(account):
    before = account.listed()
    account.workspace.edit(SPEC, "seed: 8", "seed: 9")
    up(account)
    another_machine(account)
    account.workspace.edit(SPEC, "seed: 9", "seed: 7")
    told = up(account)
    assert told["changes"] == [] and "Endpoint.diagnosis-api" in " ".join(gone["address"] for gone in told["removed"])
    assert account.listed() == before


def test_what_the_cloud_still_has_is_told(account):
    account.workspace.edit(SPEC, "seed: 7", "seed: 8")
    up(account)
    s3 = account.world.client("s3")
    s3.create_bucket(Bucket=f"{START}by-hand", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    stack = [{"Key": "stack", "Value": START.rstrip("-")}, {"Key": "pull_request", "Value": "7"}]
    s3.put_bucket_tagging(Bucket=f"{START}by-hand", Tagging={"TagSet": stack})
    told = reap(account, code=4)
    assert [item["code"] for item in told["diagnostics"]].count("O034") == 1
    assert "by-hand" in next(item["summary"] for item in told["diagnostics"] if item["code"] == "O034")
    s3.delete_bucket(Bucket=f"{START}by-hand")
    assert reap(account)["reaped"][0]["left"] == []
    account.workspace.edit(SPEC, "seed: 8", "seed: 7")
